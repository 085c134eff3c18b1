package io.gypsum.server.operation;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Layout;
import io.gypsum.core.name.Prefix;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.lock.HeldLock;
import io.gypsum.server.lock.SessionState;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import org.jspecify.annotations.Nullable;

/**
 * How the files of an upload arrive: straight in the store, when it has addresses of its own and this server may give them
 * out, else through this server.
 *
 * <p>What is sent straight goes to a place of its session's own, named by its content. So whatever an address of the store
 * still allows when its session has ended, no version changes by it; {@link Completion} copies what arrived.
 */
public final class UploadFiles {
  /** How long a signed address takes its file; the sending itself may take longer. */
  static final Duration VALID = Duration.ofHours(1);

  private final Environment env;
  private final Tickets tickets;
  private final boolean direct;

  /**
   * @param signingKey the same for all servers of a bucket
   * @param direct whether clients may send to the store itself
   */
  public UploadFiles(Environment env, SigningKey signingKey, boolean direct) {
    this.env = env;
    this.tickets = new Tickets(signingKey);
    this.direct = direct;
  }

  /**
   * An address that takes one file of a running upload.
   *
   * @param slug as {@code upload/start} gave it; it is not trusted
   * @param server where the client reaches this server, without a trailing slash
   * @throws GypsumException INVALID when the slug is none; FORBIDDEN when it was not issued for this session
   */
  public PresignedPut presign(String slug, String sessionToken, URI server) {
    Ticket ticket = tickets.read(slug, Ticket.Purpose.ASK, env.now());
    AssetVersion version = ticket.file().version();
    HeldLock lock = env.locks().session(version, sessionToken);
    if (lock.isDecided()) {
      throw ended(version);
    }
    if (!ticket.session().equals(Lock.hash(sessionToken))) {
      throw GypsumException
          .forbidden("this address was issued for another session: use the ones of this upload");
    }
    env.locks().prolong(lock);
    return new PresignedPut(inStore(ticket).orElseGet(() -> here(ticket, server)), ticket.md5());
  }

  private Optional<URI> inStore(Ticket ticket) {
    if (!direct) {
      return Optional.empty();
    }
    Prefix arrivals =
        Layout.arrivals(ticket.file().version().project(), ticket.session());
    ManifestEntry file = new ManifestEntry(ticket.sizeBytes(), ticket.md5(), null);
    return env.bucket()
        .store()
        .direct()
        .flatMap(
            store -> store
                .presignPut(file.arrivedAt(arrivals), file.sizeBytes(), file.md5(), VALID));
  }

  private URI here(Ticket ticket, URI server) {
    String signed = tickets.sign(ticket.forPut(env.now().plus(VALID)));
    return URI.create(server + "/upload/content?ticket=" + signed);
  }

  /**
   * Takes the bytes of one file.
   *
   * @param contentMd5 the {@code Content-MD5} header, or null
   * @param contentLength what the request says, or -1 when it does not
   * @param body read only when everything else is right
   * @throws GypsumException FORBIDDEN when the ticket is not for this, or its session has ended; INVALID when the bytes
   *     are not those that were declared; BUSY when something else lay there and was removed. Nothing is added then
   */
  public void receive(
      String signedTicket, @Nullable String contentMd5, long contentLength, InputStream body) {
    Ticket ticket = tickets.read(signedTicket, Ticket.Purpose.PUT, env.now());
    FileAddress file = ticket.file();
    if (!ticket.md5().base64().equals(contentMd5)) {
      throw GypsumException.forbidden(
          "header Content-MD5 is " + (contentMd5 == null ? "missing" : "'" + contentMd5 + "'")
              + ": this address takes only content with '" + ticket.md5().base64() + "'");
    }
    if (contentLength >= 0 && contentLength != ticket.sizeBytes()) {
      throw GypsumException.invalid(
          "'" + file + "' was declared with " + ticket.sizeBytes() + " bytes, not "
              + contentLength);
    }
    requireUploading(ticket);
    boolean written =
        env.bucket()
            .store()
            .put(
                file.key(), Content.streamed(body, ticket.sizeBytes(), ticket.md5()),
                PutCondition.CREATE)
            .isWritten();
    if (written) {
      requireWanted(ticket);
    } else {
      requireSame(ticket);
    }
  }

  private void requireUploading(Ticket ticket) {
    if (state(ticket) != SessionState.UPLOADING) {
      throw ended(ticket.file().version());
    }
  }

  private SessionState state(Ticket ticket) {
    return env.locks().sessionState(ticket.file().version().project(), ticket.session());
  }

  /** The session may have ended while the bytes came. A version that was completed with the file keeps it. */
  private void requireWanted(Ticket ticket) {
    boolean wanted =
        switch (state(ticket)) {
          case UPLOADING, COMPLETING -> true;
          case UNDOING -> false;
          case ENDED -> isDeclared(ticket);
        };
    if (!wanted) {
      env.bucket().store().delete(List.of(ticket.file().key()));
      throw ended(ticket.file().version());
    }
  }

  private boolean isDeclared(Ticket ticket) {
    ManifestEntry declared =
        env.bucket()
            .manifest(ticket.file().version())
            .map(manifest -> manifest.get(ticket.file().path()))
            .orElse(null);
    return new ManifestEntry(ticket.sizeBytes(), ticket.md5(), null).equals(declared);
  }

  /**
   * What was there already is mostly this very file, sent twice. It can also be the file of a session that ended while
   * the bytes came, on a server that crashed before it could delete it.
   */
  private void requireSame(Ticket ticket) {
    Key key = ticket.file().key();
    Optional<StoredObject> found = env.bucket().store().get(key, ByteRange.ALL);
    if (found.isPresent() && isContent(found.get(), ticket)) {
      return;
    }
    requireUploading(ticket);
    env.bucket().store().delete(List.of(key));
    throw new GypsumException(
        GypsumException.Kind.BUSY,
        "'" + ticket.file() + "' was in the way of another upload's file, which is gone now: send"
            + " it again");
  }

  private static boolean isContent(StoredObject found, Ticket ticket) {
    try (StoredObject object = found; InputStream body = object.body()) {
      return object.info().sizeBytes() == ticket.sizeBytes() && md5(body).equals(ticket.md5());
    } catch (IOException e) {
      throw new StoreException(
          "reading '" + ticket.file() + "' failed: try again", StoreException.Outcome.NOT_DONE,
          true, e);
    }
  }

  private static Md5 md5(InputStream bytes) throws IOException {
    MessageDigest digest = Md5.newDigest();
    bytes.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    return Md5.of(digest.digest());
  }

  private static GypsumException ended(AssetVersion version) {
    return GypsumException.forbidden(
        "the upload of '" + version
            + "' has ended: it was completed, aborted, unlocked or has expired");
  }
}
