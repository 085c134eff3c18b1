package io.gypsum.server.page.admin;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.LogLine;
import io.gypsum.core.concurrent.OnInterrupt;
import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.format.Elapsed;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.QueryParameters;
import io.gypsum.server.lock.LockList.LockSnapshot;
import io.gypsum.server.lock.LockedProject;
import io.gypsum.server.lock.StagedTotals;
import io.gypsum.server.page.AdminCommands;
import io.gypsum.server.page.ListRange;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.PageRenderer;
import io.gypsum.server.page.Pager;
import io.gypsum.server.page.template.admin.JtelocksGenerated;
import io.gypsum.server.page.template.admin.JteuploadsGenerated;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /admin/locks?project=&page=} and {@code GET /admin/uploads?page=}: the locked projects, and those that are locked by an
 * upload with what it has sent. The lists may be seconds old; the page of one lock reads it again.
 */
public final class LocksPage {
  static final int LOCKS = 50;
  /** Fewer, since the staging area of each upload is listed. */
  static final int UPLOADS = 20;
  private static final int CONCURRENT_LISTINGS = 4;
  private static final Duration MAX_WAIT = Duration.ofSeconds(2);
  private static final OnInterrupt ON_INTERRUPT =
      OnInterrupt.unavailable("interrupted while reading uploads; try again");

  private static final Logger LOG = LoggerFactory.getLogger(LocksPage.class);

  private final AdminContext context;

  LocksPage(AdminContext context) {
    this.context = context;
  }

  /**
   * The content of the page of locks.
   *
   * @param count the number of all locks
   * @param unreadable the number of corrupt locks
   */
  public record LocksView(
      List<LockedProject> locks, int count, int unreadable, Pager pager, ListState state) {
    public LocksView {
      locks = List.copyOf(locks);
    }
  }

  /** @param count the number of all uploads */
  public record UploadsView(
      List<RunningUploadRow> uploads, int count, Pager pager, ListState state) {
    public UploadsView {
      uploads = List.copyOf(uploads);
    }
  }

  /**
   * An upload and what it has sent.
   *
   * @param sent null if its staging area cannot be listed
   */
  public record RunningUploadRow(LockedProject lock, @Nullable StagedTotals sent) {}

  /**
   * How current a list is.
   *
   * @param now the time of the page
   * @param age how long ago the list was read; null if it is not known yet
   * @param problem why it could not be read again; null if it could
   */
  public record ListState(Instant now, @Nullable String age, @Nullable String problem) {}

  void locks(Exchange exchange) throws IOException {
    String name = QueryParameters.text(exchange, "project").strip();
    if (!name.isEmpty()) {
      exchange.redirect(
          AdminSection.LOCKS.url(context.urls(), new ProjectName(name).value()));
      return;
    }
    int number = Pager.requested(exchange);
    LocksView view = context.sources().pages().turns(exchange).run(() -> locksView(number));
    Page page =
        context.page(exchange, AdminSection.LOCKS, AdminCommands.unlock(context.urls(), null));
    AdminFrame frame = context.frame(exchange, AdminSection.LOCKS);
    PageRenderer.send(exchange, out -> JtelocksGenerated.render(out, null, page, frame, view));
  }

  private LocksView locksView(int number) {
    LockSnapshot known = snapshot();
    ListRange range = ListRange.of(number, known.locks().size(), LOCKS);
    return new LocksView(
        range.of(known.locks()), known.count(), known.unreadable(),
        range.pager(AdminSection.LOCKS.url(context.urls())), state(known));
  }

  void uploads(Exchange exchange) throws IOException {
    int number = Pager.requested(exchange);
    UploadsView view = uploadsView(exchange, number);
    Page page =
        context.page(exchange, AdminSection.UPLOADS, AdminCommands.unlock(context.urls(), null));
    AdminFrame frame = context.frame(exchange, AdminSection.UPLOADS);
    PageRenderer.send(exchange, out -> JteuploadsGenerated.render(out, null, page, frame, view));
  }

  /** Each staging area is listed in a turn of its own, so that other pages need not wait for all of them. */
  private UploadsView uploadsView(Exchange exchange, int number) {
    LockSnapshot known = snapshot();
    List<LockedProject> uploads = known.uploads();
    ListRange range = ListRange.of(number, uploads.size(), UPLOADS);
    List<RunningUploadRow> rows =
        Parallel.map(
            range.of(uploads), CONCURRENT_LISTINGS, ON_INTERRUPT,
            lock -> context.sources().pages().turns(exchange).run(() -> row(lock)));
    return new UploadsView(
        rows, uploads.size(), range.pager(AdminSection.UPLOADS.url(context.urls())),
        state(known));
  }

  private RunningUploadRow row(LockedProject lock) {
    try {
      return new RunningUploadRow(
          lock, StagedTotals.of(context.sources().pages().bucket().store(), lock));
    } catch (GypsumException e) {
      LOG.warn(
          "The staging area of '{}' was not listed: {}", lock.subject(), LogLine.of(e));
      return new RunningUploadRow(lock, null);
    }
  }

  /**
   * Returns the cached locks. Before they were read for the first time, returns an empty list whose time is the epoch.
   */
  private LockSnapshot snapshot() {
    return context.sources()
        .locks()
        .latest(MAX_WAIT)
        .orElse(new LockSnapshot(Instant.EPOCH, List.of(), 0, 0));
  }

  private ListState state(LockSnapshot known) {
    Instant now = context.sources().pages().clock().instant();
    return new ListState(
        now,
        known.readAt().equals(Instant.EPOCH)
            ? null
            : Elapsed.text(Duration.between(known.readAt(), now)),
        context.sources().locks().problem());
  }
}
