"""What people ask. Some of it often, so that caches have a chance; some of it with things that should be masked."""

import random

_QUESTIONS = (
    "How do I file an expense report?",
    "How many days of remote work are usual?",
    "Who grants VPN access and what does it need?",
    "When is the on-call handover?",
    "How long do canaries run before a deployment goes on?",
    "When are customers told about an incident?",
    "How long are logs and backups kept?",
    "Who has to sign discounts in customer contracts?",
    "When is payment of an invoice due?",
    "How often are embeddings of the vector search refreshed?",
    "When do agent sandboxes stop a run?",
    "What blocks a release during model evaluation?",
    "How fast must support tickets get a first answer?",
    "When do laptops arrive during onboarding?",
    "Do recordings of sales demos need consent?",
)
_FOLLOW_UPS = (
    "Who is the contact in urgent cases?",
    "What changed this year?",
    "Is there an exception to the rules?",
    "Which form starts the process?",
    "Does that hold for weekends?",
)
_RARE = (
    "My card 4111 1111 1111 1111 was charged twice, which form is that?",
    "Please write to {email} about the invoice correction.",
    "qzxv plumbus frobnicate",
)
_GOALS = (
    "Compare the deadlines for travel expenses and invoices",
    "Prepare a checklist for the onboarding of a new engineer",
    "Summarise what changed in data retention and customer contracts this year",
    "Find out who must be told when an incident reaches customers",
    "Work out the cost of a sandbox for a quarter",
    "Collect the rules for deployments and on-call duty in one page",
    "Draft an answer to a customer about support tickets and escalation",
)
_FOR = ("", " for the research team", " for the support team", " for a partner", " in two paragraphs", " by Friday")


def question(rng: random.Random, first: bool, email: str) -> str:
    """A question; a later one in the same visit is often a follow-up."""
    chance = rng.random()
    if chance < 0.04:
        return rng.choice(_RARE).format(email=email)
    if not first and chance < 0.5:
        return rng.choice(_FOLLOW_UPS)
    return rng.choice(_QUESTIONS)


def goal(rng: random.Random) -> str:
    """A task for an agent."""
    return rng.choice(_GOALS) + rng.choice(_FOR)


def note(rng: random.Random) -> tuple[str, str]:
    """Title and text of a document somebody adds."""
    topic = goal(rng)
    return (
        f"Note: {topic}",
        f"Notes on how to {topic[0].lower()}{topic[1:]}. The {rng.choice(('legal', 'people'))} team knows more.",
    )
