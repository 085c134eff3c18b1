package io.gypsum.server.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.metadata.index.IndexClass;
import io.gypsum.server.limit.AddressRange;
import io.gypsum.server.limit.ClientLimits;
import io.gypsum.server.settings.IdentitySettings.GitHub;
import io.gypsum.server.settings.IdentitySettings.IdentityProvider;
import io.gypsum.server.settings.IdentitySettings.OAuthApp;
import io.gypsum.server.settings.StoreSettings.PublicS3;
import io.gypsum.store.StoreAddress.LocalDirectory;
import io.gypsum.store.StoreAddress.S3Bucket;
import io.gypsum.store.StoreAddress.S3Service;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SettingsReaderTest {
  private static final Path HOME = Path.of("/home/u");

  @TempDir Path temp;

  @Test
  void defaultsApplyWithoutSources() {
    Path data = HOME.resolve(".local/share/gypsum/server");
    assertThat(read(Map.of(), Map.of(), null))
        .isEqualTo(
            new ServerSettings(
                new ListenSettings(
                    "127.0.0.1", 4444, null, 2_000,
                    new LogSettings(true, true, 16L << 20, 20), Duration.ofSeconds(20)),
                new StoreSettings(
                    data, new LocalDirectory(data.resolve("bucket")), false, false,
                    Duration.ofDays(7), null),
                new UploadSettings(
                    true, 1L << 30, 64 * 1024 * 1024, 200_000, Duration.ofHours(24),
                    Duration.ofSeconds(10)),
                new IdentitySettings(
                    IdentityProvider.LOCAL, Set.of(),
                    new GitHub(URI.create("https://api.github.com"), null, null), null),
                new ReaderSettings(
                    new IndexSettings(List.of(), Duration.ofSeconds(10), null),
                    new PageSettings(true, "gypsum", null, null)),
                new LimitSettings(
                    new ComputeSettings(
                        Runtime.getRuntime().availableProcessors(), 200, Duration.ofSeconds(10),
                        200_000_000, false),
                    new BodySettings(
                        128L << 20, Duration.ofSeconds(45), Duration.ofSeconds(30),
                        Duration.ofSeconds(20)),
                    new ClientLimitSettings(
                        List.of(AddressRange.parse("127.0.0.0/8"), AddressRange.parse("::1")),
                        new ClientLimits.Concurrency(1_000, 500),
                        new ClientLimits.Rates(120_000, 60_000, 60), false))));
  }

  @ParameterizedTest(name = "flag {0}, variable {1}, file {2}: {3}")
  @CsvSource({
      "1,2,3,1", "1,,3,1", "1,2,,1", "1,,,1", ",2,3,2", ",2,,2", ",,3,3", ",,,4444", ",' ',3,3",
      ",' 2 ',,2"})
  void flagsOverrideTheEnvironmentWhichOverridesTheFileAndDefaults(
      String flag, String variable, String line, int port) throws Exception {
    Map<String, List<String>> flags = flag == null ? Map.of() : Map.of("port", List.of(flag));
    Map<String, String> environment =
        variable == null ? Map.of() : Map.of("GYPSUM_PORT", variable);

    assertThat(read(flags, environment, line == null ? null : "port = " + line).listen().port())
        .isEqualTo(port);
  }

  @Test
  void everyOptionCanBeSetInEveryWay() throws Exception {
    StringBuilder file = new StringBuilder();
    for (Option<?> option : Options.ALL) {
      file.append(option.name()).append(" = ").append(sample(option)).append('\n');
    }
    ServerSettings expected = read(Map.of(), Map.of(), file.toString());

    Map<String, String> environment = new HashMap<>();
    Map<String, List<String>> flags = new HashMap<>();
    for (Option<?> option : Options.ALL) {
      environment.put(option.variable(), sample(option));
      flags.put(option.name(), List.of(sample(option)));
    }
    assertThat(read(Map.of(), environment, null)).isEqualTo(expected);
    assertThat(read(flags, Map.of(), null)).isEqualTo(expected);
    assertThat(expected)
        .isEqualTo(
            new ServerSettings(
                new ListenSettings(
                    "::1", 0, URI.create("https://g.example/base"), 20,
                    new LogSettings(false, false, 1L << 20, 5), Duration.ZERO),
                new StoreSettings(
                    Path.of("/d"), new LocalDirectory(Path.of("/d/b")), true, true,
                    Duration.ofDays(1),
                    new PublicS3(
                        URI.create("https://s3.example"), "bucket", "key",
                        new SecretText("hush2"))),
                new UploadSettings(
                    false, 1L << 40, 5L << 30, 10, Duration.ofHours(1), Duration.ofSeconds(5)),
                new IdentitySettings(
                    IdentityProvider.GITHUB, Set.of("root", "lab"),
                    new GitHub(
                        URI.create("https://ghe.example/api/v3"),
                        new OAuthApp("app", new SecretText("hush1")),
                        new OAuthApp("web", new SecretText("hush4"))),
                    new OidcSettings(
                        new OidcSettings.Provider("https://sso.example/realms/lab/", "Lab login"),
                        new OidcSettings.Client("web", new SecretText("hush3"), "cli"),
                        Set.of("api", "other"), List.of("openid", "email"),
                        new OidcSettings.Claims("sub", "realm_access.roles", "@", "lab-"),
                        OidcSettings.OpaqueTokens.USERINFO)),
                new ReaderSettings(
                    new IndexSettings(
                        List.of(
                            new IndexClass("_bioconductor.json", "bioconductor.sqlite3"),
                            new IndexClass("notes.json", "n.db")),
                        Duration.ofSeconds(30), Path.of("/s")),
                    new PageSettings(
                        false, "Atlas & more", Path.of("/logo.png"), Path.of("/about.md"))),
                new LimitSettings(
                    new ComputeSettings(3, 50, Duration.ofSeconds(4), 5_000_000_000L, true),
                    new BodySettings(
                        4L << 20, Duration.ofMinutes(1), Duration.ofSeconds(5),
                        Duration.ofSeconds(6)),
                    new ClientLimitSettings(
                        List.of(
                            AddressRange.parse("10.0.0.0/8"), AddressRange.parse("2001:db8::/32")),
                        new ClientLimits.Concurrency(1, 0), new ClientLimits.Rates(2, 3, 4),
                        true))));
  }

  @Test
  void anS3BucketIsAnAddressWithEndpointAndRegion() throws Exception {
    ServerSettings defaults = read(Map.of("store", List.of("s3://bucket")), Map.of(), null);
    assertThat(defaults.store().address()).isEqualTo(new S3Bucket("bucket", "", S3Service.AWS));
    assertThat(defaults.store().createBucket()).isFalse();
    String file =
        """
            store = s3://my.bucket-1/part/of it/
            s3-endpoint = http://127.0.0.1:9000/
            s3-region = eu-west-1
            create-bucket = true
            """;
    ServerSettings configured = read(Map.of(), Map.of(), file);
    assertThat(configured.store().address())
        .isEqualTo(
            new S3Bucket(
                "my.bucket-1", "part/of it/",
                new S3Service(URI.create("http://127.0.0.1:9000"), "eu-west-1")));
    assertThat(configured.store().createBucket()).isTrue();
  }

  private static String sample(Option<?> option) {
    return switch (option.name()) {
      case "host" -> "[::1]";
      case "port" -> "0";
      case "data" -> "/d";
      case "schemas" -> "/s";
      case "store" -> "file:{data}/x/../b";
      case "s3-endpoint" -> "https://s3.example";
      case "s3-region" -> "eu-west-1";
      case "create-bucket" -> "true";
      case "uploads" -> "proxied";
      case "downloads" -> "redirect";
      case "multipart-threshold" -> "1099511627776";
      case "part-size" -> "5368709120";
      case "public-url" -> "https://g.example/base/";
      case "identity" -> "github";
      case "github-api" -> "https://ghe.example/api/v3/";
      case "github-app-id" -> "app";
      case "github-app-secret" -> "hush1";
      case "github-web-app-id" -> "web";
      case "github-web-app-secret" -> "hush4";
      case "admin" -> "root, lab";
      case "oidc-issuer" -> "https://sso.example/realms/lab/";
      case "oidc-name" -> "Lab login";
      case "oidc-client-id" -> "web";
      case "oidc-client-secret" -> "hush3";
      case "oidc-login-client-id" -> "cli";
      case "oidc-audience" -> "api, other";
      case "oidc-scopes" -> "openid  email";
      case "oidc-login-claim" -> "sub";
      case "oidc-groups-claim" -> "realm_access.roles";
      case "oidc-group-prefix" -> "@";
      case "oidc-group-filter" -> "lab-";
      case "oidc-opaque-tokens" -> "userinfo";
      case "public-s3-endpoint" -> "https://s3.example";
      case "public-s3-bucket" -> "bucket";
      case "public-s3-key" -> "key";
      case "public-s3-secret" -> "hush2";
      case "compute-threads" -> "3";
      case "compute-queue" -> "50";
      case "compute-wait" -> "PT4S";
      case "search-steps" -> "5000000000";
      case "s3-sha256" -> "true";
      case "body-memory" -> "4194304";
      case "body-wait" -> "PT1M";
      case "body-timeout" -> "PT5S";
      case "header-timeout" -> "PT6S";
      case "upload-lease" -> "PT1H";
      case "step-lease" -> "PT5S";
      case "log-retention" -> "P1D";
      case "max-upload-files" -> "10";
      case "max-requests" -> "20";
      case "index-interval" -> "PT30S";
      case "index" -> "_bioconductor.json, notes.json=n.db";
      case "pages" -> "off";
      case "site-title" -> "Atlas & more";
      case "site-logo" -> "/x/../logo.png";
      case "site-about" -> "/about.md";
      case "access-log" -> "false";
      case "audit-log" -> "false";
      case "audit-file-size" -> "1MiB";
      case "audit-files" -> "5";
      case "stop-grace" -> "PT0S";
      case "trusted-proxies" -> "10.0.0.0/8, 2001:db8::/32";
      case "address-connections" -> "1";
      case "address-requests" -> "0";
      case "read-rate" -> "2";
      case "write-rate" -> "3";
      case "failed-sign-in-rate" -> "4";
      case "limit-loopback" -> "true";
      default -> throw new AssertionError("give '" + option.name() + "' a sample value here");
    };
  }

  @Test
  void secretsAreNeverShown() throws Exception {
    ServerSettings settings =
        read(
            Map.of(), Map.of(),
            """
                github-app-id = app
                github-app-secret = hush1
                github-web-app-id = web
                github-web-app-secret = hush4
                public-s3-endpoint = https://s3.example
                public-s3-bucket = b
                public-s3-key = k
                public-s3-secret = hush2
                oidc-issuer = https://sso.example
                oidc-client-id = web
                oidc-client-secret = hush3
                """);
    assertThat(settings.toString()).contains("app").doesNotContain("hush");
    assertThatThrownBy(
        () -> read(
            Map.of(), Map.of("GYPSUM_GITHUB_APP_SECRET", "hush\u0001", "GYPSUM_GITHUB_APP_ID", "a"),
            null))
        .hasMessageContainingAll("github-app-secret", "GYPSUM_GITHUB_APP_SECRET")
        .hasMessageNotContaining("hush");
    assertThatThrownBy(() -> read(Map.of(), Map.of(), "hush"))
        .hasMessageNotContaining("hush");
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource({
      "part-size,5MiB,5242880", "multipart-threshold,1.5 GB,1500000000", "step-lease,2s,PT2S",
      "upload-lease,24h,PT24H", "log-retention,7d,P7D", "index-interval,1500ms,PT1.5S"})
  void sizesAndDurationsMayHaveUnitsInEverySource(String name, String value, String same)
      throws Exception {
    ServerSettings expected = read(Map.of(name, List.of(same)), Map.of(), null);

    assertThat(read(Map.of(name, List.of(value)), Map.of(), null)).isEqualTo(expected);
    assertThat(read(Map.of(), Map.of(Options.named(name).variable(), value), null))
        .isEqualTo(expected);
    assertThat(read(Map.of(), Map.of(), name + " = " + value)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "data|\"/srv/gypsum\"|without quotation marks", "data|'/srv/gypsum'|without quotation marks",
      "data|\"/srv|without quotation marks", "data|\"/srv\" # main|without quotation marks",
      "data|/srv/gypsum # main disk|without a comment", "port|'4444'|without quotation marks"})
  void quotationMarksAndCommentsAreNotPartsOfAValue(String name, String value, String expected) {
    assertBad(
        () -> read(Map.of(), Map.of(), name + " = " + value), name, value, "gypsum.conf:1",
        expected);
    String variable = Options.named(name).variable();
    assertBad(() -> read(Map.of(), Map.of(variable, value), null), name, value, variable, expected);
  }

  @Test
  void aQuotedSecretIsRefusedWithoutShowingItAndOtherSecretsAreLiteral() throws Exception {
    assertThatThrownBy(
        () -> read(Map.of(), Map.of(), "github-app-id = a\ngithub-app-secret = \"hush\""))
        .hasMessageContainingAll("github-app-secret", "without quotation marks")
        .hasMessageNotContaining("hush");
    String literal = "\"a'b #c";
    assertThat(
        read(Map.of(), Map.of(), "github-app-id = a\ngithub-app-secret = " + literal).identity())
        .isEqualTo(
            read(
                Map.of(),
                Map.of("GYPSUM_GITHUB_APP_ID", "a", "GYPSUM_GITHUB_APP_SECRET", literal), null)
                .identity());
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(delimiter = '|', value = {
      "host|a b|host name", "host|h:80|host name", "host|http://h|host name",
      "port|-1|from 0 to 65535", "port|65536|from 0 to 65535", "port|http|from 0 to 65535",
      "port|99999999999|from 0 to 65535",
      "store|/srv/bucket|file:DIR", "store|file:|file:DIR", "store|file://host/b|file:DIR",
      "store|ftp:x|s3://BUCKET", "store|s3:bucket|s3://BUCKET", "store|s3://|s3://BUCKET",
      "store|s3://ab|3 to 63", "store|s3://Bucket|lower-case", "store|s3://bucket/a//b|a prefix",
      "store|s3://bucket/../b|a prefix", "create-bucket|yes|true or false",
      "uploads|both|direct or proxied", "downloads|direct|redirect or proxied",
      "public-url|gypsum.example|http or https", "public-url|ftp://h|http or https",
      "public-url|http://|http or https", "public-url|http://h?x=1|without user, query",
      "public-url|http://u@h|without user", "public-url|http://h#f|fragment",
      "public-url|http://h:99999|http or https",
      "identity|ldap|local or github or oidc", "identity|GitHub|local or github",
      "github-api|api.github.com|http or https",
      "pages|true|on or off", "pages|yes|on or off",
      "site-title|an infinitely long title of a site that would not fit on one line of any screen at all|at most 80",
      "admin|a,,b|single commas", "admin|a/b|logins or organizations", "admin|,|single commas",
      "upload-lease|24|30s, 24h, 7d or PT1H30M", "upload-lease|24 hours|30s, 24h",
      "part-size|5MB|from 5242880 to", "part-size|6GiB|to 5368709120", "part-size|big|5MiB",
      "upload-lease|PT0S|at least PT1S",
      "upload-lease|-PT1H|at least PT1S", "step-lease|PT0.5S|at least PT1S",
      "step-lease|PT601S|at most PT10M",
      "log-retention|P99999D|at most P3650D", "stop-grace|-PT1S|at least PT0S",
      "max-upload-files|0|from 1 to", "max-requests|0|from 1 to 10000",
      "max-requests|1.5|from 1 to 10000", "access-log|yes|true or false",
      "trusted-proxies|proxy|an address or a range", "trusted-proxies|10.0.0.1/8|10.0.0.0/8",
      "trusted-proxies|10.0.0.0/8,,::1|an address or a range",
      "address-connections|-1|from 0 to 10000", "write-rate|60/s|from 0 to"})
  void invalidValuesAreReportedWithOptionValueSourceAndExpectation(
      String name, String value, String expected) {
    String variable = Options.named(name).variable();
    assertBad(
        () -> read(Map.of(name, List.of(value)), Map.of(), null), name, value, "--" + name,
        expected);
    assertBad(
        () -> read(Map.of(), Map.of(variable, value), null), name, value, variable, expected);
    assertBad(
        () -> read(Map.of(), Map.of(), "# one\n\n" + name + " = " + value), name, value,
        "gypsum.conf:3", expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
      "prot = 1|gypsum.conf:1|'prot'|'port'",
      "public_url = x|gypsum.conf:1|'public_url'|'public-url'",
      "HOST = x|gypsum.conf:1|'HOST'|'host'", "admins = x|gypsum.conf:1|'admins'|'admin'",
      "just words|gypsum.conf:1|name = value|comment", "= 5|gypsum.conf:1|''|--print-config"})
  void aLineWithoutKnownOptionIsAnError(String line, String source, String what, String hint) {
    assertBad(() -> read(Map.of(), Map.of(), line), source, what, hint);
  }

  @Test
  void anOptionSetTwiceInTheFileIsAnError() {
    assertBad(
        () -> read(Map.of(), Map.of(), "port = 1\nhost = h\nport = 1"), "'port'", "gypsum.conf:1",
        "gypsum.conf:3");
  }

  @Test
  void administratorsAreCombinedWithinASourceOnly() throws Exception {
    String file = "admin = a, b\nadmin = c\n";
    assertThat(read(Map.of(), Map.of(), file).identity().administrators())
        .containsOnly("a", "b", "c");
    assertThat(
        read(Map.of("admin", List.of("x", "y,z")), Map.of("GYPSUM_ADMIN", "e"), file)
            .identity()
            .administrators())
        .containsOnly("x", "y", "z");
  }

  @Test
  void noProxyIsTrustedWithNone() {
    assertThat(
        read(Map.of(), Map.of(), "trusted-proxies = none").limits().clients().trustedProxies())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "oidc-issuer|http://sso.example/realms/lab|https", "oidc-issuer|sso.example|http or https",
      "oidc-issuer|https://sso.example/?a=b|without user, query",
      "oidc-issuer|https://login.microsoftonline.com/common/v2.0|one tenant",
      "oidc-login-claim|nickname|users cannot edit", "oidc-login-claim|name|users cannot edit",
      "oidc-scopes|profile|one of them 'openid'", "oidc-group-prefix|a b|visible ASCII",
      "oidc-group-prefix|/|visible ASCII", "oidc-audience|a,,b|single commas",
      "oidc-name|0123456789 0123456789 0123456789 0123456789|at most 40 characters",
      "oidc-opaque-tokens|accept|introspect or userinfo"})
  void unsafeSettingsOfOpenIdConnectAreRefused(String name, String value, String expected) {
    String others =
        (name.equals("oidc-issuer") ? "" : "oidc-issuer = https://sso.example\n")
            + "oidc-client-id = web\n";
    assertBad(() -> read(Map.of(), Map.of(), others + name + " = " + value), name, value, expected);
  }

  @Test
  void openIdConnectRequiresAnIssuerAndAClient() {
    assertBad(
        () -> read(Map.of(), Map.of(), "identity = oidc"), "oidc-issuer", "oidc-client-id");
    assertBad(
        () -> read(Map.of(), Map.of(), "oidc-client-secret = x"), "oidc-client-secret",
        "'oidc-issuer' and 'oidc-client-id'");
  }

  @Test
  void theLoginClaimOfEntraIdMustBeChosen() throws Exception {
    String entra =
        """
            identity = oidc
            oidc-issuer = https://login.microsoftonline.com/0b1d/v2.0
            oidc-client-id = web
            """;
    assertBad(() -> read(Map.of(), Map.of(), entra), "'oidc-login-claim'", "'oid'");
    assertThat(
        read(Map.of(), Map.of(), entra + "oidc-login-claim = oid").identity()
            .requireOidc()
            .claims()
            .login())
        .isEqualTo("oid");
  }

  @Test
  void aClientWithASecretIsNotThatOfCommands() throws Exception {
    String web = "oidc-issuer = http://127.0.0.1:80/x\noidc-client-id = web\n";
    assertThat(loginClient(web)).isEqualTo("web");
    assertThat(loginClient(web + "oidc-client-secret = s")).isNull();
    assertThat(loginClient(web + "oidc-client-secret = s\noidc-login-client-id = cli"))
        .isEqualTo("cli");
  }

  private String loginClient(String file) throws IOException {
    return read(Map.of(), Map.of(), file).identity().requireOidc().loginClientId();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "github-app-id|github-app-secret", "oidc-issuer|oidc-client-id", "oidc-client-id|oidc-issuer",
      "github-app-secret|github-app-id", "github-web-app-id|github-web-app-secret",
      "github-web-app-secret|github-web-app-id",
      "public-s3-bucket|public-s3-endpoint' and 'public-s3-key' and 'public-s3-secret"})
  void optionsThatRequireEachOtherMustAllBeSet(String given, String missing) {
    assertBad(
        () -> read(Map.of(), Map.of(), given + " = x"), "'" + given + "'", "gypsum.conf:1",
        "'" + missing + "'", "or none");
  }

  @ParameterizedTest
  @CsvSource({
      "~/g,/home/u/g", "~,/home/u", "/x/../y,/y", "/~/x,/~/x"})
  void theDataDirectoryIsAbsolute(String given, String expected) throws Exception {
    assertThat(read(Map.of(), Map.of(), "data = " + given).store().data())
        .isEqualTo(Path.of(expected));
    assertThat(
        SettingsReader.readData(
            new SettingsSources(Map.of("data", List.of(given)), Map.of(), null, HOME)))
        .isEqualTo(Path.of(expected));
  }

  @Test
  void theDefaultDataDirectoryFollowsXdg() throws Exception {
    assertThat(read(Map.of(), Map.of("XDG_DATA_HOME", "/xdg"), null).store().data())
        .isEqualTo(Path.of("/xdg/gypsum/server"));
    assertThat(read(Map.of(), Map.of("XDG_DATA_HOME", "relative"), null).store().data())
        .isEqualTo(HOME.resolve(".local/share/gypsum/server"));
    assertThat(read(Map.of(), Map.of("XDG_DATA_HOME", "/xdg"), "data = /d").store().data())
        .isEqualTo(Path.of("/d"));
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1,http://127.0.0.1:80", "::1,http://[::1]:80", "name,http://name:80"})
  void withoutAPublicUrlItIsWhereTheServerListens(String host, String url) throws Exception {
    assertThat(read(Map.of("host", List.of(host)), Map.of(), null).listen().publicUrl(80))
        .isEqualTo(URI.create(url));
  }

  @Test
  void theFileMustExistAndBeText() throws Exception {
    Path none = temp.resolve("none.conf");
    assertBad(
        () -> SettingsReader.read(new SettingsSources(Map.of(), Map.of(), none, HOME)),
        "none.conf", "--print-config");
    Path binary = Files.write(temp.resolve("binary.conf"), new byte[] {(byte) 0xff});
    assertBad(
        () -> SettingsReader.read(new SettingsSources(Map.of(), Map.of(), binary, HOME)),
        "binary.conf", "not UTF-8");
    assertBad(
        () -> SettingsReader.read(new SettingsSources(Map.of(), Map.of(), temp, HOME)),
        "cannot be read");
  }

  private ServerSettings read(
      Map<String, List<String>> flags, Map<String, String> environment, String file) {
    try {
      Path path =
          file == null ? null : Files.writeString(temp.resolve("gypsum.conf"), file);
      return SettingsReader.read(new SettingsSources(flags, environment, path, HOME));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertBad(
      ThrowingCallable action, String... words) {
    assertThatThrownBy(action)
        .isInstanceOf(GypsumException.class)
        .hasMessageContainingAll(words);
  }
}
