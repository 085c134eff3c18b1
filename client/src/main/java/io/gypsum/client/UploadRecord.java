package io.gypsum.client;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;

/**
 * What must be known of an upload should this process be killed: a file of lines that only grows.
 *
 * <pre>
 * {"announced":"…"}          before the server is asked to start: what it will be asked for
 * {"session_token":"…",…}    once it has answered: the session
 * path                       once it has that file
 * </pre>
 *
 * <p>A line counts when it ends with a newline, so a kill leaves the record as it was before a line or after it. An empty
 * file says that nothing was asked. It holds a secret and is readable for its owner only, from its first byte. Whoever
 * has it open has it alone, among all threads and processes. Thread-safe.
 */
final class UploadRecord implements AutoCloseable {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  /**
   * The records that this process has open. A lock of the system belongs to the whole process, and would be lost as soon
   * as a second thread closed the same file.
   */
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final AssetVersion version;
  /** Not a channel: a thread that is interrupted while it writes would close that, and the lock would be gone. */
  private final RandomAccessFile file;

  private UploadRecord(Path path, AssetVersion version, RandomAccessFile file) {
    this.path = path;
    this.version = version;
    this.file = file;
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
    if (!OPEN.add(path)) {
      throw taken(version);
    }
    try {
      UploadRecord record = null;
      while (record == null) {
        record = tryOpen(path, version);
      }
      return record;
    } catch (IOException e) {
      OPEN.remove(path);
      throw LocalFileException.failed(path, "written", e);
    } catch (RuntimeException | Error e) {
      OPEN.remove(path);
      throw e;
    }
  }

  /** Null when another process ended its upload, and took the file away, while this one was opening it. */
  private static @Nullable UploadRecord tryOpen(Path path, AssetVersion version)
      throws IOException {
    Files.createDirectories(path.resolveSibling(""));
    try {
      Files.createFile(path, ownerOnly(path));
    } catch (FileAlreadyExistsException e) {
      // Of an earlier run, or of one that is running: the lock will tell.
    }
    RandomAccessFile file = null;
    try {
      Object before = identity(path);
      file = new RandomAccessFile(path.toFile(), "rw");
      if (file.getChannel().tryLock() == null) {
        throw taken(version);
      }
      if (before.equals(identity(path))) {
        if (ownerOnly(path).length > 0) {
          Files.setPosixFilePermissions(path, OWNER_ONLY);
        }
        UploadRecord record = new UploadRecord(path, version, file);
        file = null;
        return record;
      }
      return null;
    } catch (NoSuchFileException | FileNotFoundException e) {
      if (Files.exists(path)) {
        throw e;
      }
      return null;
    } catch (OverlappingFileLockException e) {
      throw taken(version);
    } finally {
      if (file != null) {
        file.close();
      }
    }
  }

  private static Object identity(Path path) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    Object key = attributes.fileKey();
    // Windows has no key, but does not let go of the name of an open file either.
    return key == null ? attributes.creationTime() : key;
  }

  private static FileAttribute<?>[] ownerOnly(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private static GypsumException taken(AssetVersion version) {
    return GypsumException.locked(
        "cannot upload '" + version + "': it is being uploaded on this machine right now; wait for"
            + " that to end, or stop it and try again");
  }

  /** What an earlier run left; empty when it had not asked the server for anything. */
  synchronized Optional<Earlier> earlier() {
    List<String> lines = lines();
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    UploadSession session =
        lines.size() < 2 ? null : read(lines.get(1), in -> UploadSession.read(version, in));
    Set<UserPath> sent = new HashSet<>();
    lines.stream().skip(2).forEach(line -> sent.add(new UserPath(line)));
    return Optional.of(
        new Earlier(read(lines.get(0), UploadRecord::announced), session, sent));
  }

  /** The server is about to be asked to start: whatever was known of an earlier session is forgotten. */
  synchronized void starts(String announced) {
    try {
      // Over an earlier such line, which is as long: a kill between the two writes loses neither.
      file.seek(0);
      write(
          JsonOutput.text(
              out -> {
                out.writeStartObject();
                out.writeStringProperty("announced", announced);
                out.writeEndObject();
              }));
      file.setLength(file.getFilePointer());
    } catch (IOException e) {
      throw LocalFileException.failed(path, "written", e);
    }
  }

  synchronized void started(UploadSession session) {
    append(JsonOutput.text(session::writeTo));
  }

  synchronized void sent(UserPath sentPath) {
    append(sentPath.value());
  }

  /** The upload is over, well or not; closing will take the file away. */
  synchronized void clear() {
    try {
      file.setLength(0);
    } catch (IOException e) {
      throw LocalFileException.failed(path, "written", e);
    }
  }

  /** Lets go of the record; what it says stays for a later run, and nothing stays of one that says nothing. */
  @Override
  public synchronized void close() {
    try (file) {
      if (file.length() == 0) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw LocalFileException.failed(path, "closed", e);
    } finally {
      OPEN.remove(path);
    }
  }

  private void append(String line) {
    try {
      file.seek(file.length());
      write(line);
    } catch (IOException e) {
      throw LocalFileException.failed(path, "written", e);
    }
  }

  /** In one piece, so that a kill hardly ever tears a line; if it does, that line does not count. */
  private void write(String line) throws IOException {
    file.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** The whole lines; what a kill left of another is cut off, so that the next one does not continue it. */
  private List<String> lines() {
    try {
      byte[] bytes = new byte[Math.toIntExact(file.length())];
      file.seek(0);
      file.readFully(bytes);
      List<String> lines = new ArrayList<>();
      int start = 0;
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == '\n') {
          lines.add(new String(bytes, start, i - start, StandardCharsets.UTF_8));
          start = i + 1;
        }
      }
      file.setLength(start);
      return lines;
    } catch (IOException e) {
      throw LocalFileException.failed(path, "read", e);
    }
  }

  private <T> T read(String line, Function<JsonInput, T> document) {
    try {
      return JsonInput.read(line.getBytes(StandardCharsets.UTF_8), document);
    } catch (MalformedJsonException e) {
      throw LocalFileException.refused(
          path, "is not what this client writes (" + e.problem()
              + "); if no upload is running, delete it and try again");
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
