package io.gypsum.server.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.gypsum.core.Printable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.audit.VersionRemoval;
import io.gypsum.server.format.ShownTime;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.limit.RateLimit;
import io.gypsum.server.page.UnknownNameException.Suggestion;
import io.gypsum.server.session.Visitor;

/**
 * Explains on the pages of a version, its folders and files that it was removed or rejected. Anyone may see when; only owners, administrators and the uploader of a
 * rejected version may see by whom. For any version that does not exist, a search may read 32 MiB of the audit log, so the
 * number of searches for visitors who have not signed in is limited; further pages show only that the version does not exist. Thread-safe.
 */
final class RemovedVersion {
  /** For all visitors together who have not signed in. */
  static final int MAX_SEARCHES_PER_MINUTE = 60;
  private static final String ANONYMOUS = "";

  private final PageUrls urls;
  private final PageSources sources;
  private final RateLimit<String> searches =
      new RateLimit<>(MAX_SEARCHES_PER_MINUTE, 1, System::nanoTime);

  RemovedVersion(PageUrls urls, PageSources sources) {
    this.urls = urls;
    this.sources = sources;
  }

  /** Returns the state of a version. If it does not exist, the failure contains what the audit log contains about its removal. */
  VersionOverview requireVersion(Exchange exchange, AssetVersion version) {
    try {
      return VersionOverview.read(urls, sources, version);
    } catch (UnknownNameException e) {
      throw explain(exchange, version, e);
    }
  }

  private UnknownNameException explain(
      Exchange exchange, AssetVersion version, UnknownNameException unknown) {
    boolean isUploading = sources.bucket().summary(version).isPresent();
    if (isUploading || sources.bucket().permissions(version.project()).isEmpty()
        || !maySearch(exchange)) {
      return unknown;
    }
    // If the log cannot be read, the page still shows that the version does not exist.
    Optional<VersionRemoval> found =
        new PartialRead().read(
            () -> VersionRemoval.find(sources.audit(), version), Optional.empty());
    if (found.isEmpty()) {
      return unknown;
    }
    VersionRemoval removal = found.get();
    boolean isManager =
        new ProjectManagers(sources.bucket()).include(exchange, version.project());
    boolean isUploader = removal.uploader().equals(Visitor.of(exchange).login());
    String who =
        removal.user().isEmpty() || !(isManager || isUploader)
            ? ""
            : " by " + Printable.value(removal.user());
    List<Suggestion> links = new ArrayList<>();
    if (removal.isRejection() && (isManager || isUploader)) {
      links.add(new Suggestion("Why it was rejected", urls.review(version)));
    }
    if (isManager) {
      links.add(
          new Suggestion(
              "History of the project",
              urls.path("manage", version.project().value(), "history")));
    }
    return unknown.explained(
        "It was " + (removal.isRejection() ? "rejected" : "removed") + who + " on "
            + new ShownTime(removal.time()).day(),
        links);
  }

  private boolean maySearch(Exchange exchange) {
    return Visitor.of(exchange).isSignedIn() || searches.spend(ANONYMOUS).isZero();
  }
}
