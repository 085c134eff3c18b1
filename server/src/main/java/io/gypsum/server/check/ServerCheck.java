package io.gypsum.server.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.LogLine;
import io.gypsum.core.name.Prefix;
import io.gypsum.server.audit.AuditFiles;
import io.gypsum.server.check.CheckResult.Status;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.data.KnownBuckets;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.http.ListenHost;
import io.gypsum.server.identity.LocalAccounts;
import io.gypsum.server.identity.oidc.OidcProvider;
import io.gypsum.server.page.SiteFiles;
import io.gypsum.server.schema.PublishedSchemas;
import io.gypsum.server.settings.IdentitySettings.IdentityProvider;
import io.gypsum.server.settings.ListenSettings;
import io.gypsum.server.settings.PageSettings;
import io.gypsum.server.settings.ServerSettings;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoreAddress;
import io.gypsum.store.StoreAddress.LocalDirectory;
import io.gypsum.store.StoreAddress.S3Bucket;
import org.jspecify.annotations.Nullable;

/**
 * Checks the requirements for starting a server: directories, accounts, keys, the store, schemas and addresses, with the
 * permissions of this process. Changes nothing and opens no port, so it can be used while the server is running.
 */
public final class ServerCheck {
  private final ServerSettings settings;
  private final Path data;
  private final List<CheckResult> results = new ArrayList<>();

  /** Opens a store for reading only. */
  @FunctionalInterface
  public interface StoreReader {
    ReadStore open(StoreAddress address);
  }

  /** A check that returns a description of the result. */
  @FunctionalInterface
  private interface Work {
    String run() throws IOException;
  }

  private ServerCheck(ServerSettings settings) {
    this.settings = settings;
    this.data = settings.store().data();
  }

  /**
   * Runs all checks.
   *
   * @param checkPort whether to check that the port is free; fails while the server is running
   * @return at least one result for each check, in the order of the checks
   */
  public static List<CheckResult> run(
      ServerSettings settings, StoreReader stores, boolean checkPort) {
    ServerCheck check = new ServerCheck(settings);
    check.directories();
    check.secrets();
    check.store(stores);
    check.index();
    check.pages();
    check.listen(checkPort);
    check.urls();
    check.identityProvider();
    return List.copyOf(check.results);
  }

  private void directories() {
    check("directories", () -> {
      settings.requireSeparateDirectories();
      return "the data directory, the bucket and the schemas do not overlap";
    });
    check("data directory", () -> LocalFiles.requireWritable(data));
    check("user", () -> {
      Optional<String> owner = LocalFiles.owner(data);
      if (owner.isPresent() && !owner.get().equals(LocalFiles.user())) {
        return warning(
            "user", "this is '" + LocalFiles.user() + "', but the data directory belongs to '"
                + owner.get() + "'; to test permissions, run the check as the user of the server:"
                + " runuser -u " + owner.get() + " -- gypsum serve --check …");
      }
      return LocalFiles.user();
    });
    if (settings.listen().logs().access()) {
      check("access log", () -> LocalFiles.requireWritable(data.resolve("access")));
    }
    if (settings.listen().logs().audit()) {
      check("audit log", () -> LocalFiles.requireWritable(data.resolve(AuditFiles.DIRECTORY)));
    }
  }

  private void secrets() {
    DataDirectory directory = DataDirectory.at(data);
    if (settings.identity().provider() == IdentityProvider.LOCAL) {
      check("accounts", () -> {
        Path file = data.resolve(LocalAccounts.FILE);
        requireReadableIfPresent(file);
        long count = new LocalAccounts(directory, InstantSource.system()).list().size();
        if (count == 0) {
          return warning(
              "accounts", "none exist, so the server is not ready; create one with 'gypsum account"
                  + " add NAME --admin --data " + data + "'");
        }
        warnOfOwnership("accounts", file);
        return count + " in '" + file + "'";
      });
    }
    check("signing key", () -> {
      Path file = data.resolve(SigningKey.FILE);
      requireReadableIfPresent(file);
      if (SigningKey.load(directory).isEmpty()) {
        return "does not exist and will be created";
      }
      warnOfOwnership("signing key", file);
      return "'" + file + "' is valid";
    });
  }

  private static void requireReadableIfPresent(Path file) throws IOException {
    if (Files.exists(file)) {
      LocalFiles.requireReadable(file);
    }
  }

  /** Warns if the server could not keep the owner of a file when it replaces the file, or if other users can read it. */
  private void warnOfOwnership(String subject, Path file) throws IOException {
    Optional<String> owner = LocalFiles.owner(file);
    Optional<String> expected = LocalFiles.owner(data);
    if (!owner.equals(expected)) {
      warning(
          subject, "'" + file + "' belongs to '" + owner.orElse("") + "', but its directory to '"
              + expected.orElse("") + "'; the server may be unable to read it: chown "
              + expected.orElse("") + " " + file);
    }
    if (LocalFiles.isReadableByOthers(file)) {
      warning(
          subject, "other users of this machine can read '" + file + "': chmod 0600 " + file);
    }
  }

  private void store(StoreReader stores) {
    StoreAddress address = settings.store().address();
    if (address instanceof LocalDirectory(Path bucket)) {
      check("store", () -> {
        new KnownBuckets(DataDirectory.at(data)).requireUnlost(bucket);
        String found = LocalFiles.requireWritable(bucket);
        if (Files.exists(bucket)) {
          LocalFiles.requireWritableEntries(bucket);
          requireListing(stores, address);
        }
        return found;
      });
    } else {
      check("store", () -> {
        requireListing(stores, address);
        return "'" + address + "' is reachable; the server tests write access when it"
            + " starts";
      });
    }
  }

  private static void requireListing(StoreReader stores, StoreAddress address) {
    try (ReadStore store = stores.open(address); Stream<?> level = store.listLevel(Prefix.ALL)) {
      level.limit(1).forEach(entry -> {});
    }
  }

  private void index() {
    Path schemas = settings.index().schemas();
    if (schemas != null) {
      check("schemas", () -> {
        try (ReadStore read = PublishedSchemas.read(schemas);
            Stream<?> all = read.list(Prefix.ALL)) {
          return all.count() + " in '" + schemas + "'";
        }
      });
    }
    if (!settings.index().classes().isEmpty()) {
      check("index directory", () -> LocalFiles.requireWritable(data.resolve("index")));
    }
  }

  private void pages() {
    PageSettings pages = settings.pages();
    if (pages.logo() != null || pages.about() != null) {
      check("pages", () -> {
        var _ = SiteFiles.read(pages);
        return pages.isOn() ? "the logo and the description can be used" : "off";
      });
    }
  }

  private void listen(boolean checkPort) {
    ListenSettings listen = settings.listen();
    check("address", () -> {
      InetAddress address = ListenHost.resolve(listen.host());
      if (checkPort && listen.port() != 0) {
        requireFree(new InetSocketAddress(address, listen.port()));
      }
      return listen.host() + ":" + listen.port() + (checkPort ? " is free" : "");
    });
  }

  /** Binds a socket that never listens, so that no client can connect. */
  private static void requireFree(InetSocketAddress address) throws IOException {
    try (Socket socket = new Socket()) {
      // The same setting as the server: connections that ended recently do not occupy the port.
      socket.setReuseAddress(true);
      socket.bind(address);
    } catch (BindException e) {
      throw GypsumException.invalid(
          "port " + address.getPort() + " of '" + address.getHostString() + "' cannot be used ("
              + e.getMessage() + "); stop the program that uses it, or choose another --port");
    }
  }

  private void urls() {
    ListenSettings listen = settings.listen();
    URI publicUrl = listen.publicUrl();
    check("public URL", () -> {
      if (publicUrl == null && !isLoopback(listen.host())) {
        return warning(
            "public URL", "not set, so clients receive addresses of http://" + listen.host() + ":"
                + listen.port() + "; set --public-url to the address that users use");
      }
      return encrypted("public URL", listen.publicUrl(listen.port()), "access tokens");
    });
    if (settings.store().address() instanceof S3Bucket s3 && s3.service().endpoint() != null) {
      check(
          "S3 endpoint", () -> encrypted("S3 endpoint", s3.service().endpoint(), "files"));
    }
    if (settings.identity().provider() == IdentityProvider.GITHUB) {
      check(
          "GitHub API",
          () -> encrypted("GitHub API", settings.identity().gitHub().api(), "access tokens"));
    }
  }

  private void identityProvider() {
    if (settings.identity().provider() == IdentityProvider.OIDC) {
      check(
          "identity provider",
          () -> new OidcProvider(settings.identity().requireOidc(), InstantSource.system())
              .check());
    }
  }

  private String encrypted(String subject, @Nullable URI url, String secrets) {
    boolean isSafe = url == null || "https".equalsIgnoreCase(url.getScheme())
        || isLoopback(String.valueOf(url.getHost()));
    return isSafe
        ? String.valueOf(url)
        : warning(
            subject, "'" + url + "' is not https, so " + secrets
                + " are sent unencrypted; use a URL with https");
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("::1")
        || host.equals("[::1]");
  }

  /** Adds a warning, and returns an empty text: the result of a check that this warning reports. */
  private String warning(String subject, String detail) {
    results.add(new CheckResult(Status.WARNING, subject, detail));
    return "";
  }

  private void check(String subject, Work work) {
    try {
      String found = work.run();
      if (!found.isEmpty()) {
        results.add(new CheckResult(Status.OK, subject, found));
      }
    } catch (GypsumException | UncheckedIOException e) {
      results.add(new CheckResult(Status.FAILED, subject, LogLine.of(e)));
    } catch (IOException e) {
      results.add(new CheckResult(Status.FAILED, subject, LogLine.of(e)));
    }
  }
}
