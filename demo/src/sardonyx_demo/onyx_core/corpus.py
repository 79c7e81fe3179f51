"""The documents of the demo: a company handbook, put together from facts. The same every time."""

from collections.abc import Iterator
from typing import NamedTuple


class Document(NamedTuple):
    """A title and its text."""

    title: str
    text: str


_TOPICS = {
    "Travel expenses": "expense report|finance team|receipts are kept for ten years|paid with the next salary",
    "Remote work": "home office request|people team|two days a week are usual|equipment is insured by the company",
    "VPN access": "access ticket|platform team|a hardware key is required|access ends after ninety idle days",
    "On-call duty": "shift swap|platform team|handover is on Monday at ten|every page gets a follow-up",
    "Deployments": "release checklist|platform team|canaries run for thirty minutes|a rollback needs no approval",
    "Incident response": "incident report|incident commander|customers are told within one hour|reviews are blameless",
    "Data retention": "deletion request|legal team|logs are kept for thirty days|backups expire after ninety days",
    "Customer contracts": "contract draft|legal team|renewals start sixty days ahead|discounts need a second signature",
    "Invoices": "invoice correction|finance team|payment is due in thirty days|reminders go out weekly",
    "Vector search": "index rebuild|research team|embeddings are refreshed nightly|recall is measured every week",
    "Agent sandboxes": "sandbox request|research team|runs stop after eight steps|network access is off by default",
    "Model evaluation": "evaluation run|research team|two reviewers rate every answer|regressions block a release",
    "Support tickets": "escalation|support team|first answers take four hours at most|weekends are covered by rotation",
    "Onboarding": "starter checklist|people team|a buddy helps for the first month|laptops arrive a week early",
    "Sales demos": "demo booking|sales team|demo data is reset every night|recordings need consent",
}
_ASPECTS = {
    "overview": "This page explains {topic} for everybody. A {form} starts the process. The {owner} answers questions.",
    "how to start": "To start, open a {form} and describe what you need. The {owner} replies within two working days.",
    "rules": "Two rules matter for {topic}: {rule}, and {second}. The {owner} may grant exceptions in writing.",
    "common questions": "Who decides about {topic}? The {owner} does. What is needed? A {form}. Note that {second}.",
    "deadlines": "Deadlines for {topic} follow the quarter. Late cases of a {form} go to the {owner}. Remember: {rule}.",
    "contacts": "The {owner} is the contact for {topic}. In urgent cases mention the {form} by its number.",
    "changes": "What changed about {topic} this year: {second}. Each older {form} stays valid. The {owner} keeps the list.",
    "checklist": "Checklist for {topic}: read the rules, file the {form}, wait for the {owner}. Keep in mind that {rule}.",
}


def documents() -> Iterator[Document]:
    """All of them: every topic in every aspect."""
    for topic, facts in _TOPICS.items():
        form, owner, rule, second = facts.split("|")
        for aspect, text in _ASPECTS.items():
            filled = text.format(topic=topic.lower(), form=form, owner=owner, rule=rule, second=second)
            yield Document(f"{topic}: {aspect}", filled)
