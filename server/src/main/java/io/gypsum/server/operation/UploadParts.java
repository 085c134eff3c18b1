package io.gypsum.server.operation;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.store.ContentMismatchException;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;

/**
 * Files that arrive in parts: an addition of ours to the wire contract, which a client asks for in {@code upload/start}.
 * Each part is sent and checked like a file of its own, beside the version; {@link #join} then makes the file of them.
 * The parts are gone with the session, as everything that arrives. Closing it breaks off what is being joined.
 */
public final class UploadParts implements AutoCloseable {
  /** Below what proxies and clients wait for an answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int JOINS_AT_ONCE = 4;

  private final Environment env;
  private final Slugs slugs;
  private final PutAddresses addresses;
  private final FilePlaces places;
  private final LongTasks<Join> joins;

  private record Join(String session, Key file) {}

  public UploadParts(Environment env, UploadPolicy policy) {
    this(env, policy, PATIENCE);
  }

  /** @param patience how long {@link #join} waits for the end */
  UploadParts(Environment env, UploadPolicy policy, Duration patience) {
    Tickets tickets = new Tickets(policy.signingKey());
    this.env = env;
    this.slugs = new Slugs(env, tickets);
    this.addresses = new PutAddresses(env, policy, tickets);
    this.places = new FilePlaces(env);
    this.joins = new LongTasks<>(JOINS_AT_ONCE, patience);
  }

  /**
   * Which parts are there.
   *
   * @param slug as {@code upload/start} gave it; it is not trusted
   * @throws GypsumException INVALID when the slug is none or the file goes as a whole; FORBIDDEN when it was not issued
   *     for this session
   */
  public SentParts sent(String slug, String sessionToken) {
    Ticket ticket = slugs.require(slug, sessionToken);
    PartedFile file = PartedFile.of(ticket);
    return new SentParts(
        store().head(ticket.file().key())
            .map(ObjectInfo::sizeBytes)
            .filter(found -> found == ticket.sizeBytes())
            .isPresent(),
        file.sent(store()));
  }

  /**
   * An address that takes one part.
   *
   * @param number from 1
   * @param server where the client reaches this server, without a trailing slash
   * @throws GypsumException as {@link #sent}; INVALID also when there is no such part, or it was sent with other bytes
   *     too often
   */
  public PresignedPut presign(
      String slug, int number, Md5 md5, String sessionToken, URI server) {
    Ticket ticket = slugs.require(slug, sessionToken);
    PartedFile file = PartedFile.of(ticket);
    if (!file.parts().has(number)) {
      throw GypsumException.invalid(
          "'" + ticket.file() + "' has no part " + number + ": expected 1 to "
              + file.parts().count());
    }
    if (file.isFull(store(), number, md5)) {
      throw GypsumException.invalid(
          "part " + number + " of '" + ticket.file()
              + "' was sent with other bytes before: begin the upload again, of a file that"
              + " nothing writes to");
    }
    Key place = file.part(number, md5);
    return addresses
        .of(ticket.ofPart(place, file.parts().sizeBytes(number), md5), place, server);
  }

  /**
   * Makes the file of its parts. May be asked again, while it is being done and after.
   *
   * @return whether the file is in its place; false when that goes on, so that one asks again
   * @throws GypsumException as {@link #sent}; INVALID also when a part is missing, or when the parts are not together what
   *     was announced, after which all parts of the file have to be sent again
   */
  public boolean join(String slug, String sessionToken) {
    Ticket ticket = slugs.require(slug, sessionToken);
    PartedFile file = PartedFile.of(ticket);
    SortedMap<Integer, List<Md5>> sent = file.sent(store());
    // In this order: the parts are gone only after the file has come.
    boolean there = isInPlace(ticket);
    if (!there) {
      requireEach(ticket, file, sent);
    }
    List<Key> parts = new ArrayList<>();
    sent.forEach((number, sums) -> sums.forEach(md5 -> parts.add(file.part(number, md5))));
    if (!there && parts.size() > sent.size()) {
      throw refused(ticket, parts, "a part was sent twice with different bytes");
    }
    return joins.isDone(
        new Join(ticket.session(), ticket.file().key()), () -> join(ticket, parts, there));
  }

  private void join(Ticket ticket, List<Key> parts, boolean there) {
    if (there) {
      places.putFile(ticket, PutResult.ConditionNotMet::new);
    } else {
      put(ticket, parts);
    }
    store().delete(parts);
  }

  private void put(Ticket ticket, List<Key> parts) {
    try {
      places.putFile(
          ticket,
          () -> store()
              .concatenate(
                  parts, ticket.file().key(), ticket.sizeBytes(), ticket.md5(),
                  PutCondition.CREATE));
    } catch (ContentMismatchException e) {
      throw refused(ticket, parts, "together they are not what was announced");
    } catch (StoreException e) {
      if (!isInPlace(ticket)) {
        throw e;
      }
      // Another server was faster, and took the parts away while they were read here.
      places.putFile(ticket, PutResult.ConditionNotMet::new);
    }
  }

  private boolean isInPlace(Ticket ticket) {
    return store().head(ticket.file().key()).isPresent();
  }

  private static void requireEach(
      Ticket ticket, PartedFile file, SortedMap<Integer, List<Md5>> sent) {
    for (int number = 1; number <= file.parts().count(); number++) {
      if (!sent.containsKey(number)) {
        throw GypsumException.invalid(
            "part " + number + " of '" + ticket.file()
                + "' was not uploaded: send it and join again");
      }
    }
  }

  private GypsumException refused(Ticket ticket, List<Key> parts, String why) {
    store().delete(parts);
    return GypsumException.invalid(
        "the parts of '" + ticket.file() + "' will not do: " + why
            + ". They are gone: send all of them again, of a file that nothing writes to");
  }

  @Override
  public void close() {
    joins.close();
  }

  private Store store() {
    return env.store();
  }
}
