package io.gypsum.server.operation;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Lock;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.store.lock.HeldLock;

/** What names a file to be uploaded, in requests of its session. */
final class Slugs {
  private final Environment env;
  private final Tickets tickets;

  Slugs(Environment env, Tickets tickets) {
    this.env = env;
    this.tickets = tickets;
  }

  /**
   * The file, when the session that it was declared in runs; it is now known to be active.
   *
   * @param slug as {@code upload/start} gave it; it is not trusted
   * @throws GypsumException INVALID when the slug is none; FORBIDDEN when it was not issued for this session
   */
  Ticket require(String slug, String sessionToken) {
    Ticket ticket = tickets.read(slug, Ticket.Purpose.ASK, env.now());
    AssetVersion version = ticket.file().version();
    HeldLock lock = env.sessions().require(version, sessionToken);
    if (lock.isCommitted()) {
      throw ended(version);
    }
    if (!ticket.session().equals(Lock.hash(sessionToken))) {
      throw GypsumException
          .forbidden("this address was issued for another session: use the ones of this upload");
    }
    env.sessions().renew(lock);
    return ticket;
  }

  static GypsumException ended(AssetVersion version) {
    return GypsumException.forbidden(
        "the upload of '" + version
            + "' has ended: it was completed, aborted, unlocked or has expired");
  }
}
