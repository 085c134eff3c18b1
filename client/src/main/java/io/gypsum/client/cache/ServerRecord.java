package io.gypsum.client.cache;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.gypsum.core.PercentEncoding;
import io.gypsum.core.concurrent.Sleeper;

/**
 * The file {@code SERVER} of a cache directory: the server whose files are in it (docs/decisions/0032-caches-of-servers.md). It
 * is written once, in one step. A directory without it that contains files was filled by the R and Python clients, which use
 * the public server.
 */
final class ServerRecord {
  private static final URI PUBLIC_SERVER = URI.create("https://gypsum.artifactdb.com");
  private static final int MAX_BYTES = 10_000;
  /** Number of attempts to read an empty record, which another process may be writing, and the delay between them. */
  private static final int MAX_READS = 10;
  private static final Duration READ_INTERVAL = Duration.ofMillis(10);
  /** Directories that clients in other languages create, too. */
  private static final List<String> CONTENT = List.of("bucket", "status", "databases", "schemas");

  private final Path root;
  private final Path file;
  private final Sleeper sleeper;

  private ServerRecord(Path root, Sleeper sleeper) {
    this.root = root;
    this.sleeper = sleeper;
    this.file = root.resolve("SERVER");
  }

  /**
   * Returns the directory for the files of a server: {@code root}, if it belongs to that server or to none yet; otherwise
   * one below {@code root/servers}. If several processes use an empty {@code root} for different servers at the same
   * time, it is assigned to one of these servers. If {@code root} cannot be written, it is not assigned to any server.
   *
   * @param explicit whether the user named the directory for this server, so that files in it are known to be those of this
   *     server even if nothing is recorded
   */
  static Path directory(Path root, URI server, boolean explicit) {
    return directory(root, server, explicit, Sleeper.SYSTEM);
  }

  static Path directory(Path root, URI server, boolean explicit, Sleeper sleeper) {
    ServerRecord record = new ServerRecord(root, sleeper);
    String own = nameOf(server);
    Optional<String> owner = record.read();
    if (owner.isEmpty()) {
      String publicName = nameOf(PUBLIC_SERVER);
      if (!explicit && !own.equals(publicName) && record.hasContent()) {
        // Clients write the record before any content. Read it again: another client may just have written both.
        owner = Optional.of(record.read().orElse(publicName));
      } else {
        record.claim(server);
        owner = record.read();
      }
    }
    return owner.orElse(own).equals(own) ? root : root.resolve("servers").resolve(own);
  }

  /** Returns {@code HOST_PORT} of a server, followed by its path if it has one: a valid file name on every system. */
  static String nameOf(URI server) {
    String host = server.getHost().toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
    return host.replace(':', '-') + "_" + port(server) + PercentEncoding.encode(path(server));
  }

  /** Returns the URL of a server in a form that is the same for equal URLs, and differs for all others. */
  static String canonical(URI server) {
    return server.getScheme().toLowerCase(Locale.ROOT) + "://"
        + server.getHost().toLowerCase(Locale.ROOT) + ":" + port(server) + path(server);
  }

  private static int port(URI server) {
    int standardPort = server.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    return server.getPort() < 0 ? standardPort : server.getPort();
  }

  private static String path(URI server) {
    return server.getRawPath() == null ? "" : server.getRawPath().replaceAll("/+$", "");
  }

  /**
   * Returns the name of the recorded server; empty if no record exists. A record that cannot be read counts as that of the public
   * server.
   */
  private Optional<String> read() {
    Optional<String> text = readText();
    for (int reads = 1; text.filter(String::isEmpty).isPresent() && reads < MAX_READS; reads++) {
      // On file systems without hard links, the record exists for a moment before its content is written.
      try {
        sleeper.sleep(READ_INTERVAL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
      text = readText();
    }
    return text.map(ServerRecord::nameOfRecorded);
  }

  private static String nameOfRecorded(String text) {
    try {
      return nameOf(URI.create(text));
    } catch (RuntimeException e) {
      // Not the URL of a server.
      return nameOf(PUBLIC_SERVER);
    }
  }

  private Optional<String> readText() {
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip());
    } catch (NoSuchFileException e) {
      // Not checked with Files.exists: another process may create the file in between.
      return Optional.empty();
    } catch (IOException e) {
      return Files.exists(file) ? Optional.of(PUBLIC_SERVER.toString()) : Optional.empty();
    }
  }

  private boolean hasContent() {
    return CONTENT.stream().anyMatch(name -> Files.exists(root.resolve(name)));
  }

  private void claim(URI server) {
    try {
      AtomicFile.createIfAbsent(file, (server + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      System.getLogger("io.gypsum.client")
          .log(System.Logger.Level.DEBUG, () -> "cannot write '" + file + "'", e);
    }
  }
}
