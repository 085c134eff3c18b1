package io.gypsum.server.operation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.Key;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.store.ContentMismatchException;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import tools.jackson.core.JsonGenerator;

/**
 * Receives files in parts, an addition to the REST API that clients request in {@code upload/start} (rest-api.md, section 5).
 * Each part is staged and verified like a file; {@link #join} creates the staged file from them. Parts are deleted with the
 * session. Closing cancels running joins. Thread-safe.
 */
public final class UploadParts implements AutoCloseable {
  /** Shorter than the timeouts of proxies and clients. */
  private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(20);
  /** Limited, because each join hashes a whole file. */
  private static final int MAX_CONCURRENT_JOINS =
      Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);

  private final Environment env;
  private final UploadUrls urls;
  private final SessionFileWriter writer;
  private final ComputeLane lane;
  /** By the key of the staged file. */
  private final LongTasks<Key> joins;

  /** @param exists whether the file was joined before, so that only the parts have to be deleted */
  private record Join(UploadToken token, List<Key> parts, boolean exists) {}

  /**
   * The received parts of a file.
   *
   * @param inPlace whether the whole file was received, so that no part need be sent
   * @param parts the MD5s of the received parts by number; a number has several if it was sent with different content
   */
  public record ReceivedParts(boolean inPlace, SortedMap<Integer, List<Md5>> parts)
      implements JsonWritable {
    @Override
    public void writeTo(JsonGenerator out) {
      out.writeStartObject();
      out.writeBooleanProperty("in_place", inPlace);
      out.writeName("parts").writeStartArray();
      parts.forEach(
          (number, sums) -> sums.forEach(
              md5 -> {
                out.writeStartObject();
                out.writeNumberProperty("number", number);
                out.writeStringProperty("md5sum", md5.toString());
                out.writeEndObject();
              }));
      out.writeEndArray();
      out.writeEndObject();
    }
  }

  /** @param lane lists the parts; joins have separate threads */
  public UploadParts(Environment env, UploadUrls urls, ComputeLane lane) {
    this(env, urls, lane, RESPONSE_TIMEOUT);
  }

  /** @param timeout how long {@link #join} waits for the end of a join */
  UploadParts(Environment env, UploadUrls urls, ComputeLane lane, Duration timeout) {
    this.lane = lane;
    this.env = env;
    this.urls = urls;
    this.writer = new SessionFileWriter(env);
    this.joins = new LongTasks<>(MAX_CONCURRENT_JOINS, timeout);
  }

  /**
   * Lists the received parts of a file.
   *
   * @param slug the upload token as returned by {@code upload/start}; not trusted
   * @throws GypsumException INVALID if the upload token is malformed, or the file is not sent in parts; FORBIDDEN if it
   *     was not issued for this session
   */
  public ReceivedParts sent(String slug, String sessionToken) {
    return lane.run(() -> listSent(slug, sessionToken));
  }

  private ReceivedParts listSent(String slug, String sessionToken) {
    UploadToken token = urls.requireActive(slug, sessionToken);
    StagedParts file = StagedParts.of(token);
    return new ReceivedParts(
        store().head(token.staged())
            .map(ObjectInfo::sizeBytes)
            .filter(found -> found == token.sizeBytes())
            .isPresent(),
        file.sent(store()));
  }

  /**
   * Returns a URL that accepts one part.
   *
   * @param number from 1
   * @throws GypsumException as {@link #sent}; INVALID also if the file has no such part, or it was sent too often with
   *     different content
   */
  public UploadUrls.PresignedPut presign(
      String slug, int number, Md5 md5, String sessionToken,
      UploadUrls.Destination destination) {
    UploadToken token = urls.requireActive(slug, sessionToken);
    StagedParts file = StagedParts.of(token);
    if (!file.parts().has(number)) {
      throw GypsumException.invalid(
          "'" + token.file() + "' has no part " + number + "; expected 1 to "
              + file.parts().count());
    }
    if (file.isFull(store(), number, md5)) {
      throw GypsumException.invalid(
          "part " + number + " of '" + token.file()
              + "' was already sent with different content; start the upload again, and do not"
              + " change the file meanwhile");
    }
    Key key = file.part(number, md5);
    return urls.presign(token.forPart(key, file.parts().sizeBytes(number), md5), destination);
  }

  /**
   * Joins the parts into the file. May be repeated while the join runs and after it has ended.
   *
   * @return true if the file is staged; false if the join continues, so that the client repeats the request
   * @throws GypsumException as {@link #sent}; INVALID also if a part is missing, or if the joined parts differ from the
   *     declared file, in which case all of them must be sent again
   */
  public boolean join(String slug, String sessionToken) {
    Join join = lane.run(() -> prepareJoin(slug, sessionToken));
    return joins.isDone(join.token.staged(), () -> join(join));
  }

  private Join prepareJoin(String slug, String sessionToken) {
    UploadToken token = urls.requireActive(slug, sessionToken);
    StagedParts file = StagedParts.of(token);
    SortedMap<Integer, List<Md5>> sent = file.sent(store());
    // In this order: the parts are deleted only after the file has been created.
    boolean exists = isStaged(token);
    if (!exists) {
      requireEach(token, file, sent);
    }
    List<Key> parts = new ArrayList<>();
    sent.forEach((number, sums) -> sums.forEach(md5 -> parts.add(file.part(number, md5))));
    if (!exists && parts.size() > sent.size()) {
      throw invalidParts(token, parts, "a part was sent twice with different content");
    }
    return new Join(token, parts, exists);
  }

  private void join(Join join) {
    if (join.exists) {
      writer.put(join.token, session -> {});
    } else {
      put(join.token, join.parts);
    }
    store().delete(join.parts);
  }

  private void put(UploadToken token, List<Key> parts) {
    try {
      writer.put(token, session -> concatenate(token, parts));
    } catch (ContentMismatchException e) {
      throw invalidParts(token, parts, "the joined file differs from the declared one");
    } catch (StoreException e) {
      if (!isStaged(token)) {
        throw e;
      }
      // Another server completed the join and deleted the parts while they were read here.
      writer.put(token, session -> {});
    }
  }

  private void concatenate(UploadToken token, List<Key> parts) {
    PutResult _ =
        store().concatenate(
            parts, token.staged(), token.sizeBytes(), token.md5(), PutCondition.CREATE);
  }

  private boolean isStaged(UploadToken token) {
    return store().head(token.staged()).isPresent();
  }

  private static void requireEach(
      UploadToken token, StagedParts file, SortedMap<Integer, List<Md5>> sent) {
    for (int number = 1; number <= file.parts().count(); number++) {
      if (!sent.containsKey(number)) {
        throw GypsumException.invalid(
            "part " + number + " of '" + token.file()
                + "' was not uploaded; send it and join again");
      }
    }
  }

  private GypsumException invalidParts(UploadToken token, List<Key> parts, String why) {
    store().delete(parts);
    return GypsumException.invalid(
        "the parts of '" + token.file() + "' are invalid: " + why
            + "; they have been deleted, send all of them again and do not change the file"
            + " meanwhile");
  }

  @Override
  public void close() {
    joins.close();
  }

  private Store store() {
    return env.store();
  }
}
