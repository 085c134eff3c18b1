package io.gypsum.server.page.review;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.catalog.Catalog;
import io.gypsum.server.catalog.VersionRow;
import io.gypsum.server.lock.LockedProject;
import io.gypsum.server.lock.LockedProject.Holding;
import io.gypsum.server.page.PartialRead;
import io.gypsum.server.page.review.PastDecisions.Decision;
import org.jspecify.annotations.Nullable;

/**
 * The uploads of the user who looks at the page.
 *
 * @param running those in progress
 * @param ended the others, newest first
 */
public record OwnUploads(List<LockedProject> running, List<EndedUpload> ended) {
  static final int MAX_SHOWN = 50;
  private static final int MAX_RUNNING = 100;

  public OwnUploads {
    running = List.copyOf(running);
    ended = List.copyOf(ended);
  }

  /** The state of an upload that was completed. */
  public enum State {
    PROBATION,
    /** Approved, or never on probation. */
    PUBLISHED, REJECTED
  }

  /**
   * An upload that was completed.
   *
   * @param name {@code project/asset/version}
   * @param version null if it was rejected
   * @param time when it was completed or rejected
   * @param decision who approved or rejected it; null if unknown, or if there was no decision
   */
  public record EndedUpload(
      String name, @Nullable VersionRow version, Instant time, State state,
      @Nullable Decision decision) {
    private static EndedUpload of(VersionRow row, List<Decision> decisions) {
      Instant time = Objects.requireNonNullElse(row.finish(), Instant.EPOCH);
      AssetVersion version = row.version();
      Decision approval =
          decisions.stream()
              .filter(
                  decision -> decision.isApproval() && decision.isOf(version)
                      && decision.time().isAfter(time))
              .findFirst()
              .orElse(null);
      return new EndedUpload(
          version.toString(), row, time, row.onProbation() ? State.PROBATION : State.PUBLISHED,
          row.onProbation() ? null : approval);
    }

    private static EndedUpload of(Decision rejection) {
      return new EndedUpload(
          rejection.version(), null, rejection.time(), State.REJECTED, rejection);
    }
  }

  /** Reads the uploads of a user from the catalogue, the audit log and the locks of running uploads. */
  static OwnUploads read(
      Catalog catalog, ReviewSources reviews, String login, PartialRead parts) {
    List<Decision> decisions =
        parts.read(() -> reviews.decisions().aboutUploadsOf(login), List.of());
    List<EndedUpload> ended = new ArrayList<>();
    catalog.versionsBy(login, MAX_SHOWN)
        .forEach(row -> ended.add(EndedUpload.of(row, decisions)));
    decisions.stream()
        .filter(decision -> !decision.isApproval())
        .forEach(rejection -> ended.add(EndedUpload.of(rejection)));
    ended.sort(Comparator.comparing(EndedUpload::time).reversed());
    return new OwnUploads(
        parts.read(() -> reviews.uploads().list(MAX_RUNNING), List.<LockedProject>of())
            .stream()
            .filter(upload -> isOf(login, upload))
            .toList(),
        ended.subList(0, Math.min(MAX_SHOWN, ended.size())));
  }

  private static boolean isOf(String login, LockedProject upload) {
    Holding holding = upload.holding();
    return holding != null && holding.user().equals(login);
  }

  public boolean isEmpty() {
    return running.isEmpty() && ended.isEmpty();
  }
}
