package io.gypsum.server.check;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.testing.TestOidcProvider;
import io.gypsum.server.check.CheckResult.Status;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.data.KnownBuckets;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.identity.LocalAccounts;
import io.gypsum.server.settings.SettingsReader;
import io.gypsum.server.settings.SettingsSources;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoreAddress;
import io.gypsum.store.StoreAddress.LocalDirectory;
import io.gypsum.store.disk.DiskReadStore;
import io.gypsum.store.disk.DiskStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class ServerCheckTest {
  @TempDir Path temp;

  private final Map<String, String> options = new HashMap<>();
  private Path data;
  private boolean checksPort;

  @BeforeEach
  void configure() {
    data = temp.resolve("data");
    options.put("data", data.toString());
  }

  private List<CheckResult> run() {
    return ServerCheck.run(
        SettingsReader.read(SettingsSources.of(options, temp)), ServerCheckTest::open, checksPort);
  }

  private static ReadStore open(StoreAddress address) {
    if (address instanceof LocalDirectory(Path directory)) {
      return DiskReadStore.open(directory);
    }
    throw new GypsumException(GypsumException.Kind.UNAVAILABLE, "no connection to " + address);
  }

  /** Creates everything that a server creates when it starts, and an account. */
  private void install() {
    DataDirectory directory = DataDirectory.at(data);
    var _ = new LocalAccounts(directory, InstantSource.system()).add("alice", List.of(), true);
    var _ = SigningKey.loadOrCreate(directory);
    DiskStore.open(data.resolve("bucket")).close();
    new KnownBuckets(directory).add(data.resolve("bucket"));
  }

  private void assertFailed(String subject, String... details) {
    assertThat(run()).filteredOn(CheckResult::isFailed)
        .singleElement()
        .satisfies(failed -> {
          assertThat(failed.subject()).isEqualTo(subject);
          assertThat(failed.detail()).contains(details);
        });
  }

  private void assertWarning(String subject, String... details) {
    assertThat(run()).filteredOn(result -> result.status() != Status.OK)
        .singleElement()
        .satisfies(warning -> {
          assertThat(warning.status()).isEqualTo(Status.WARNING);
          assertThat(warning.subject()).isEqualTo(subject);
          assertThat(warning.detail()).contains(details);
        });
  }

  @Test
  void everyCheckOfAnInstalledServerSucceedsAndChangesNothing() throws IOException {
    install();
    options.put("index", "_bioconductor.json");
    options.put("port", Integer.toString(freePort()));
    checksPort = true;
    List<String> before = files();

    assertThat(run()).extracting(CheckResult::subject)
        .containsExactly(
            "directories", "data directory", "user", "access log", "audit log", "accounts",
            "signing key",
            "store", "index directory", "address", "public URL");
    assertThat(run()).allSatisfy(
        result -> assertThat(result.status()).as(result.toString()).isEqualTo(Status.OK));
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aServerThatWasNeverStartedCanBeCheckedAndNothingIsCreated() throws IOException {
    assertWarning("accounts", "gypsum account add NAME --admin --data " + data);
    assertThat(run()).extracting(CheckResult::toString)
        .contains(
            "ok       data directory: '" + data + "' does not exist and will be created",
            "ok       signing key: does not exist and will be created");
    assertThat(files()).isEmpty();
  }

  private List<String> files() throws IOException {
    List<String> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(temp)) {
      for (Path file : (Iterable<Path>) all.filter(path -> !path.equals(temp))::iterator) {
        files.add(file + " " + Files.getLastModifiedTime(file) + " " + Files.isDirectory(file));
      }
    }
    return files;
  }

  @Test
  void accountsThatCannotBeReadAreReported() throws IOException {
    install();
    Files.writeString(data.resolve("accounts.json"), "{");
    assertFailed("accounts", "accounts.json", "corrupt");

    Files.delete(data.resolve("accounts.json"));
    Files.createDirectory(data.resolve("accounts.json"));
    assertFailed("accounts", "accounts.json");
  }

  @Test
  void aSigningKeyOfTheWrongLengthIsReported() throws IOException {
    install();
    Files.write(data.resolve("signing.key"), new byte[31]);
    assertFailed("signing key", "31 bytes, expected 32");
  }

  @Test
  void filesOfAnotherUserAreReported() throws IOException {
    install();
    assumeRoot();
    Files.setOwner(
        data.resolve("accounts.json"),
        data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    assertWarning("accounts", "belongs to 'nobody'", "chown");
  }

  @Test
  void aCheckByAnotherUserThanTheOwnerIsReported() throws IOException {
    install();
    assumeRoot();
    for (String file : List.of("", "accounts.json", "signing.key")) {
      Files.setOwner(
          data.resolve(file),
          data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    }
    assertWarning("user", "runuser -u nobody -- gypsum serve --check");
  }

  /** Only root can give files away. */
  private static void assumeRoot() {
    assumeTrue(System.getProperty("user.name").equals("root"));
  }

  @Test
  void secretsThatOtherUsersCanReadAreReported() throws IOException {
    install();
    Files.setPosixFilePermissions(
        data.resolve("signing.key"), PosixFilePermissions.fromString("rw-r--r--"));
    assertWarning("signing key", "chmod 0600 " + data.resolve("signing.key"));
  }

  @Test
  void aFileInPlaceOfADirectoryIsReported() throws IOException {
    install();
    options.put("store", "file:" + temp.resolve("bucket"));
    Files.createFile(temp.resolve("bucket"));
    assertFailed("store", temp.resolve("bucket") + "' is not a directory");
  }

  @Test
  void aBucketThatIsNotMountedIsReported() throws IOException {
    install();
    Path bucket = data.resolve("bucket");
    Files.move(bucket, temp.resolve("elsewhere"));
    Files.createDirectory(bucket);
    assertFailed("store", "is empty, but this server has used it before");
  }

  @Test
  void aStoreThatDoesNotRespondIsReported() {
    install();
    options.put("store", "s3://bucket");
    assertFailed("store", "no connection to s3://bucket");
  }

  @Test
  void directoriesThatOverlapAreReported() throws IOException {
    install();
    options.put("schemas", data.toString());
    assertThat(run()).filteredOn(CheckResult::isFailed)
        .extracting(CheckResult::subject)
        .contains("directories");
  }

  @Test
  void anInvalidSchemaIsReported() throws IOException {
    install();
    Path schemas = Files.createDirectory(temp.resolve("schemas"));
    Files.writeString(schemas.resolve("x.json"), "[");
    options.put("schemas", schemas.toString());
    assertFailed("schemas", "x.json");
  }

  @Test
  void anAddressOfAnotherMachineIsReported() {
    install();
    options.put("host", "192.0.2.1");
    options.put("public-url", "https://gypsum.example.org");
    assertFailed("address", "'192.0.2.1' is not an address of this machine");
  }

  @Test
  void anOccupiedPortIsReportedOnRequest() throws IOException {
    install();
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      options.put("port", Integer.toString(other.getLocalPort()));
      assertThat(run()).noneMatch(CheckResult::isFailed);
      checksPort = true;
      assertFailed("address", "port " + other.getLocalPort(), "choose another --port");
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void addressesWithoutEncryptionAreReported() {
    install();
    options.put("public-url", "http://gypsum.example.org");
    assertWarning("public URL", "'http://gypsum.example.org' is not https");

    options.remove("public-url");
    options.put("host", "0.0.0.0");
    assertWarning("public URL", "not set", "--public-url");

    options.put("public-url", "https://gypsum.example.org");
    options.put("identity", "github");
    options.put("github-api", "http://github.example.org/api/v3");
    assertWarning("GitHub API", "access tokens are sent unencrypted");
  }

  @Test
  void theIdentityProviderIsRequested() throws Exception {
    install();
    try (TestOidcProvider provider = new TestOidcProvider(InstantSource.system())) {
      options.putAll(provider.options());
      assertThat(run()).contains(
          new CheckResult(
              Status.OK, "identity provider", "'" + provider.issuer() + "' has 1 keys"));

      provider.fail();
      assertThat(run()).anySatisfy(result -> {
        assertThat(result.subject()).isEqualTo("identity provider");
        assertThat(result.status()).isEqualTo(Status.FAILED);
        assertThat(result.detail()).contains("status 503", "oidc-issuer");
      });
    }
  }
}
