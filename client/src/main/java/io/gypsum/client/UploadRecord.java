package io.gypsum.client;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.cache.OwnerOnlyLog;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The file in the cache from which an upload continues after its process was killed. It contains these lines, each written
 * as soon as it is true:
 *
 * <pre>
 * {"announced":"…",…}        the start is about to be requested for the plan with this digest, with this session token
 * {"session_token":"…",…}    the server has started this session
 * path                       the server has this file
 * …
 * </pre>
 *
 * <p>An open record is locked: it is open in only one thread of all processes, so only one run uploads a version at a time.
 * Thread-safe.
 */
final class UploadRecord implements AutoCloseable {
  private final OwnerOnlyLog lines;
  private final AssetVersion version;

  private UploadRecord(OwnerOnlyLog lines, AssetVersion version) {
    this.lines = lines;
    this.version = version;
  }

  /**
   * The state of an earlier run.
   *
   * @param planDigest {@link UploadPlan#digest}
   * @param requestedToken the session token that the run requested; null in the record of an earlier release
   * @param session null if the run was killed before it recorded the server's response
   * @param uploaded the files that the server already had
   */
  record EarlierRun(
      String planDigest, @Nullable String requestedToken, @Nullable UploadSession session,
      Set<UserPath> uploaded) {}

  private record Announcement(String planDigest, @Nullable String requestedToken) {
    private static final RecordCodec<Announcement> CODEC =
        RecordCodec.of(
            Property.required("announced", JsonType.STRING, Announcement::planDigest),
            Property.optional("session_token", JsonType.STRING, Announcement::requestedToken),
            Announcement::new);

    static Announcement read(JsonInput in) {
      return CODEC.read(in);
    }

    void writeTo(JsonGenerator out) {
      CODEC.write(this, out);
    }
  }

  /**
   * Opens the record, after creating it if necessary.
   *
   * @throws GypsumException LOCKED if it is open in another thread or process
   */
  static UploadRecord open(Path path, AssetVersion version) {
    return openLog(path)
        .map(lines -> new UploadRecord(lines, version))
        .orElseThrow(
            () -> GypsumException.locked(
                "cannot upload '" + version + "': another process or thread on this machine is"
                    + " uploading it; wait until it ends, or stop it and try again"));
  }

  private static Optional<OwnerOnlyLog> openLog(Path path) {
    try {
      return OwnerOnlyLog.open(path);
    } catch (LocalFileException e) {
      throw e.withAdvice(CacheDirectory.USE_ANOTHER);
    }
  }

  /**
   * Returns the state of the earlier run; empty if it ended, or had not requested the start yet.
   *
   * @throws LocalFileException if the record is corrupt
   */
  Optional<EarlierRun> earlierRun() {
    List<String> text = lines.read();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    UploadSession session =
        text.size() < 2 ? null : read(text.get(1), in -> UploadSession.read(version, in));
    Set<UserPath> uploaded = new HashSet<>();
    text.stream().skip(2).forEach(line -> uploaded.add(new UserPath(line)));
    Announcement announced = read(text.get(0), Announcement::read);
    return Optional.of(
        new EarlierRun(
            announced.planDigest(), announced.requestedToken(), session, uploaded));
  }

  /**
   * Records that the start is about to be requested with this session token. Replaces the state of an earlier run. From now on the
   * upload can be aborted, even if the response is lost.
   */
  void starting(String planDigest, String sessionToken) {
    lines.replace(JsonOutput.text(new Announcement(planDigest, sessionToken)::writeTo));
  }

  /** Records that the server has started a session. */
  void started(UploadSession session) {
    lines.append(JsonOutput.text(session::writeTo));
  }

  /** Records that the server has a file. Paths never contain a newline. */
  void uploaded(UserPath path) {
    lines.append(path.value());
  }

  /** Records that the upload has ended, successfully or not. */
  void clear() {
    lines.clear();
  }

  /** Unlocks the record. Its content stays for a later run, unless it was cleared. */
  @Override
  public void close() {
    lines.close();
  }

  private <T> T read(String line, Function<JsonInput, T> parser) {
    try {
      return JsonInput.read(line.getBytes(StandardCharsets.UTF_8), parser);
    } catch (MalformedJsonException e) {
      throw lines.malformed(e.problem());
    }
  }
}
