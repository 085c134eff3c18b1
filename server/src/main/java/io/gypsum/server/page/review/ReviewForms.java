package io.gypsum.server.page.review;

import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Consumer;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Timestamps;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.Rejection;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.audit.AuditedDetails;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.FormBody;
import io.gypsum.server.operation.Probation;
import io.gypsum.server.operation.Probation.ReviewRole;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.PageActions;
import io.gypsum.server.page.PageUrls;
import io.gypsum.server.page.RefusedFormException;
import io.gypsum.server.page.Site;
import io.gypsum.server.page.review.ReviewQueuePage.Done;
import io.gypsum.server.page.template.JtereviewrefusedGenerated;
import io.gypsum.store.bucket.BucketReader;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /review/{project}/{asset}/{version}/approve} and {@code …/reject}: decide about the upload that the page showed. If
 * it was decided about or replaced since then, nothing is changed.
 */
public final class ReviewForms {
  static final String REASON = "reason";
  static final String CONFIRM = "confirm";
  /** The field with the time at which the upload that the page shows was finished. */
  static final String FINISH = "finish";
  private static final int MAX_BYTES = 64 * 1024;

  private final Site site;
  private final PageUrls urls;
  private final ReviewPage page;
  private final BucketReader bucket;
  private final Probation probation;
  private final ComputeLane lane;

  /** @param page the page that contains the forms */
  public ReviewForms(Site site, ReviewPage page, BucketReader bucket, PageActions actions) {
    this.site = site;
    this.urls = site.urls();
    this.page = page;
    this.bucket = bucket;
    this.probation = new Probation(actions.env());
    this.lane = actions.lane();
  }

  /**
   * A decision that was refused.
   *
   * @param isOnProbation whether the version can still be reviewed
   */
  public record RefusedView(AssetVersion version, String reason, boolean isOnProbation) {}

  /** Publishes the version. */
  public void approve(Exchange exchange) throws IOException {
    AssetVersion version = ReviewPage.version(exchange);
    User user = exchange.user();
    Instant seen = seen(exchange.readForm(MAX_BYTES));
    decide(
        exchange, version,
        () -> probation.approve(user, version, check(exchange, version, seen, null)));
    exchange.redirect(ReviewQueuePage.after(urls, Done.APPROVED, version));
  }

  /** Deletes the version; a reviewer gives a reason for the uploader. */
  public void reject(Exchange exchange) throws IOException {
    AssetVersion version = ReviewPage.version(exchange);
    User user = exchange.user();
    FormBody form = exchange.readForm(MAX_BYTES);
    Instant seen = seen(form);
    Rejection rejection = rejection(exchange, user, version, form, seen);
    decide(
        exchange, version,
        () -> probation.reject(
            user, version, check(exchange, version, seen, rejection.reason())));
    exchange.redirect(ReviewQueuePage.after(urls, Done.REJECTED, version));
  }

  /**
   * @throws RefusedFormException with the review and the text, if the reason is missing or too long, or the deletion of the files
   *     is not confirmed
   */
  private Rejection rejection(
      Exchange exchange, User user, AssetVersion version, FormBody form, Instant seen) {
    String text = form.text(REASON);
    Summary summary = bucket.summary(version).filter(Summary::isOnProbation).orElse(null);
    if (summary == null || !seen.equals(ReviewPage.finish(summary))) {
      // The operation will fail, since another decision was made or the version was replaced.
      return Rejection.WITHOUT_REASON;
    }
    // An uploader who withdraws an upload need not explain it.
    boolean isReasonRequired = probation.role(user, version, summary) != ReviewRole.UPLOADER;
    try {
      Rejection rejection =
          text.isBlank() && !isReasonRequired ? Rejection.WITHOUT_REASON : new Rejection(text);
      if (!form.contains(CONFIRM)) {
        throw GypsumException.invalid("confirm that all files of the upload are deleted");
      }
      return rejection;
    } catch (GypsumException e) {
      throw new RefusedFormException(
          e.kind(), e.reason(),
          page.again(exchange, version, new ReviewPage.Typed(text, e.reason())));
    }
  }

  private static Instant seen(FormBody form) {
    String text = form.text(FINISH);
    OffsetDateTime time = Timestamps.parse(text);
    if (time == null) {
      throw GypsumException.invalid(
          "the form is incomplete: the field '" + FINISH
              + "' contains no time; open the review again");
    }
    return time.toInstant();
  }

  private static Consumer<Summary> check(
      Exchange exchange, AssetVersion version, Instant seen, @Nullable String reason) {
    return summary -> {
      if (!seen.equals(ReviewPage.finish(summary))) {
        throw GypsumException.invalid(
            "version '" + version + "' was rejected and uploaded again since you opened its review;"
                + " open the review again");
      }
      exchange.setAttribute(
          AuditedDetails.class, AuditedDetails.ofReview(summary.uploadUserId(), reason));
    };
  }

  private void decide(Exchange exchange, AssetVersion version, Runnable decision) {
    lane.execute(() -> {
      try {
        decision.run();
      } catch (GypsumException e) {
        if (e.kind() != GypsumException.Kind.INVALID && e.kind() != GypsumException.Kind.LOCKED) {
          throw e;
        }
        throw refused(exchange, version, e);
      }
    });
  }

  /** Returns the failure with a page that shows what happened since the review was opened. */
  private RefusedFormException refused(
      Exchange exchange, AssetVersion version, GypsumException failure) {
    Summary summary = bucket.summary(version).orElse(null);
    String reason =
        failure.kind() == GypsumException.Kind.LOCKED ? failure.reason()
            : summary == null
                ? "version '" + version
                    + "' does not exist any more: it was rejected or deleted since you opened its"
                    + " review"
            : summary.isPublished()
                ? "version '" + version
                    + "' is published already: it was approved since you opened its review"
            : failure.reason();
    RefusedView view =
        new RefusedView(version, reason, summary != null && summary.isOnProbation());
    Page refused =
        Page.of(site, exchange, "Nothing was changed")
            .withCrumbs(ReviewPage.crumbs(urls, version));
    return new RefusedFormException(
        failure.kind(), reason,
        out -> JtereviewrefusedGenerated.render(out, null, refused, view));
  }
}
