package io.gypsum.server.operation;

import java.io.InputStream;
import java.net.URI;
import java.util.function.Supplier;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import org.jspecify.annotations.Nullable;

/**
 * How the files of an upload arrive: straight in the store, when it has addresses of its own and this server may give them
 * out, else through this server.
 *
 * <p>What is sent straight goes to a place of its session's own, named by its content. So whatever an address of the store
 * still allows when its session has ended, no version changes by it; {@link Completion} copies what arrived.
 */
public final class UploadFiles {
  private final Environment env;
  private final Tickets tickets;
  private final Slugs slugs;
  private final PutAddresses addresses;
  private final FilePlaces places;

  public UploadFiles(Environment env, UploadPolicy policy) {
    this.env = env;
    this.tickets = new Tickets(policy.signingKey());
    this.slugs = new Slugs(env, tickets);
    this.addresses = new PutAddresses(env, policy, tickets);
    this.places = new FilePlaces(env);
  }

  /**
   * An address that takes one file of a running upload.
   *
   * @param slug as {@code upload/start} gave it; it is not trusted
   * @param server where the client reaches this server, without a trailing slash
   * @throws GypsumException INVALID when the slug is none; FORBIDDEN when it was not issued for this session
   */
  public PresignedPut presign(String slug, String sessionToken, URI server) {
    Ticket ticket = slugs.require(slug, sessionToken);
    ManifestEntry file = new ManifestEntry(ticket.sizeBytes(), ticket.md5(), null);
    Key arrival =
        file.stagedAt(BucketLayout.staging(ticket.file().version().project(), ticket.session()));
    return addresses.of(ticket, arrival, server);
  }

  /**
   * Takes the bytes of one file, or of a part of one.
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
    Key part = ticket.part();
    Key place = part == null ? file.key() : part;
    Supplier<PutResult> create =
        () -> env.store()
            .put(
                place, Content.streamed(body, ticket.sizeBytes(), ticket.md5()),
                PutCondition.CREATE);
    if (part == null) {
      places.putFile(ticket, create);
    } else {
      places.putPart(ticket, part, create);
    }
  }
}
