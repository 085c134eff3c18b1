package io.gypsum.server.operation;

import java.net.URI;
import java.time.Duration;

import io.gypsum.core.name.Key;

/** Where clients send bytes: the store, when it has addresses of its own and this server may give them out, or here. */
final class PutAddresses {
  /** How long an address takes its bytes; the sending itself may take longer. */
  static final Duration VALID = Duration.ofHours(1);

  private final Environment env;
  private final UploadPolicy policy;
  private final Tickets tickets;

  PutAddresses(Environment env, UploadPolicy policy, Tickets tickets) {
    this.env = env;
    this.policy = policy;
    this.tickets = tickets;
  }

  /**
   * @param ticket says what is sent
   * @param arrival where the store takes it
   * @param server where the client reaches this server, without a trailing slash
   */
  PresignedPut of(Ticket ticket, Key arrival, URI server) {
    URI address =
        isHere(ticket.sizeBytes())
            ? here(ticket, server)
            : env.store()
                .direct()
                .flatMap(
                    store -> store.presignPut(arrival, ticket.sizeBytes(), ticket.md5(), VALID))
                .orElseGet(() -> here(ticket, server));
    return new PresignedPut(address, ticket.md5());
  }

  /** Whether it is certain that so many bytes come through this server. */
  boolean isHere(long sizeBytes) {
    return sizeBytes < policy.directFromBytes() || env.store().direct().isEmpty();
  }

  private URI here(Ticket ticket, URI server) {
    return URI.create(server + "/upload/content?ticket=" + sign(ticket));
  }

  /** What {@code PUT /upload/content} takes these bytes with. */
  String sign(Ticket ticket) {
    return tickets.sign(ticket.forPut(env.now().plus(VALID)));
  }
}
