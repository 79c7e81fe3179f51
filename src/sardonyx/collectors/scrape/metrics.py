"""What scraping counts of itself."""

from prometheus_client import CollectorRegistry, Counter, Gauge


class ScrapeMetrics:
    """Present at zero from the start."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def counter(name: str, text: str) -> Counter:
            return Counter(f"sardonyx_scrape_{name}", text, registry=registry)

        self.scrapes = counter("scrapes", "Scrapes, those that failed among them.")
        self.failed = counter("failed_scrapes", "Scrapes of which nothing could be stored.")
        self.samples = counter("samples", "Samples stored, the reports of scrapes among them.")
        self.lost = counter("lost_samples", "Samples given up because the journal took none until the next scrape.")
        self.skipped = counter("skipped_scrapes", "Scrapes left out because the one before had not ended.")
        self.duplicates = counter("duplicate_samples", "Samples left out: the series had one of that time already.")
        self.ahead = counter("ahead_samples", "Samples left out: their own time is more than ten minutes ahead.")
        self.refused = counter("refused_samples", "Samples left out: their series are new and beyond a limit.")
        self.seconds = counter("work_seconds", "Time spent on reading pages and encoding samples.")
        self.targets = Gauge("sardonyx_scrape_targets", "Targets that are being scraped.", registry=registry)
        self.reloads_failed = counter("failed_reloads", "Configurations that were refused while running.")
