package io.gypsum.client;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import io.gypsum.client.cache.OwnerOnlyLog;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;

/**
 * What must be known of an upload should this process be killed:
 *
 * <pre>
 * {"announced":"…"}          before the server is asked to start: what it will be asked for
 * {"session_token":"…",…}    once it has answered: the session
 * path                       once it has that file
 * …
 * </pre>
 *
 * <p>Whoever has it open is the only one, among all threads and processes, who uploads that version. Thread-safe.
 */
final class UploadRecord implements AutoCloseable {
  private final OwnerOnlyLog lines;
  private final AssetVersion version;

  private UploadRecord(OwnerOnlyLog lines, AssetVersion version) {
    this.lines = lines;
    this.version = version;
  }

  /**
   * What an earlier run left.
   *
   * @param announced what it asked for, as a digest
   * @param session null when it was killed before it had noted the server's answer
   * @param sent what the server had got then
   */
  record Earlier(String announced, @Nullable UploadSession session, Set<UserPath> sent) {}

  /**
   * Opens the record, making it if need be.
   *
   * @throws GypsumException LOCKED when it is open somewhere
   */
  static UploadRecord open(Path path, AssetVersion version) {
    return OwnerOnlyLog.open(path)
        .map(lines -> new UploadRecord(lines, version))
        .orElseThrow(
            () -> GypsumException.locked(
                "cannot upload '" + version + "': it is being uploaded on this machine right now;"
                    + " wait for that to end, or stop it and try again"));
  }

  /**
   * What an earlier run left; empty when it had not asked the server for anything.
   *
   * @throws LocalFileException when it is not what this client writes
   */
  Optional<Earlier> earlier() {
    List<String> left = lines.read();
    if (left.isEmpty()) {
      return Optional.empty();
    }
    UploadSession session =
        left.size() < 2 ? null : read(left.get(1), in -> UploadSession.read(version, in));
    Set<UserPath> sent = new HashSet<>();
    left.stream().skip(2).forEach(line -> sent.add(new UserPath(line)));
    return Optional.of(
        new Earlier(read(left.get(0), UploadRecord::announced), session, sent));
  }

  /** The server is about to be asked to start: whatever was known of an earlier session is forgotten. */
  void starts(String announced) {
    lines.replace(
        JsonOutput.text(
            out -> {
              out.writeStartObject();
              out.writeStringProperty("announced", announced);
              out.writeEndObject();
            }));
  }

  void started(UploadSession session) {
    lines.append(JsonOutput.text(session::writeTo));
  }

  /** @param path which holds no newline, as no path does */
  void sent(UserPath path) {
    lines.append(path.value());
  }

  /** The upload is over, well or not. */
  void clear() {
    lines.clear();
  }

  /** Lets go of the record; what it says stays for a later run. */
  @Override
  public void close() {
    lines.close();
  }

  private <T> T read(String line, Function<JsonInput, T> document) {
    try {
      return JsonInput.read(line.getBytes(StandardCharsets.UTF_8), document);
    } catch (MalformedJsonException e) {
      throw lines.malformed(e.problem());
    }
  }

  private static String announced(JsonInput in) {
    @Nullable String announced = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "announced" -> announced = in.string();
        default -> in.skip();
      }
    }
    return in.required(announced, "announced");
  }
}
