package io.gypsum.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.Summary;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.document.Usage;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.http.Route;
import io.gypsum.server.identity.LocalAccounts;
import io.gypsum.server.testing.MemberServer;
import io.gypsum.server.testing.MemberServer.Browser;
import io.gypsum.server.testing.TestVersion;
import io.gypsum.store.Content;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.PutCondition;
import io.gypsum.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * A server with an account of each {@link TestRole}, and project {@code p}: asset {@code a} has version {@code v1}, and
 * {@code v2} on probation.
 */
final class RoleServer implements AutoCloseable {
  private final MemberServer server;
  private final Map<TestRole, String> tokens;

  private RoleServer(MemberServer server, Map<TestRole, String> tokens) {
    this.server = server;
    this.tokens = tokens;
    writeProject();
  }

  /** @param options names and values, alternating */
  static RoleServer start(Path directory, String... options) {
    MemberServer server = MemberServer.start(directory, options);
    Map<TestRole, String> tokens = new EnumMap<>(TestRole.class);
    for (TestRole role : TestRole.values()) {
      if (role == TestRole.ADMINISTRATOR) {
        tokens.put(role, server.addAdministrator(role.login()));
      } else if (role != TestRole.ANONYMOUS) {
        tokens.put(role, server.addUser(role.login()));
      }
    }
    return new RoleServer(server, tokens);
  }

  /** Starts another server with the accounts and the key of this one, and a bucket of its own. */
  RoleServer another(Path directory) {
    return new RoleServer(MemberServer.start(directory), tokens);
  }

  LocalAccounts accounts() {
    return server.accounts();
  }

  String token(TestRole role) {
    return tokens.get(role);
  }

  int port() {
    return server.port();
  }

  List<Route> routes() {
    return server.server().router().routes();
  }

  List<Route> pageRoutes() {
    return server.server().pageRoutes();
  }

  /** Writes project {@code p} as it was at the start, and deletes everything else. */
  void writeProject() {
    Store store = server.store();
    store.delete(content().keySet().stream().map(Key::new).toList());
    ProjectName project = new ProjectName("p");
    put(
        BucketLayout.permissions(project),
        Permissions.builder()
            .owners(TestRole.OWNER.login())
            .uploaders(
                Uploader.builder(TestRole.UPLOADER.login()).trusted(true).build(),
                Uploader.builder(TestRole.PROBATIONAL.login()).build())
            .build());
    put(BucketLayout.quota(project), new Quota(1_000_000, 0, 2026));
    put(BucketLayout.usage(project), new Usage(6));
    new TestVersion(store, "p/a/v1").file("a.txt", "one")
        .latest()
        .write(summary(TestRole.UPLOADER, null));
    new TestVersion(store, "p/a/v2").file("a.txt", "two")
        .write(summary(TestRole.PROBATIONAL, true));
  }

  private static Summary summary(TestRole user, @Nullable Boolean probation) {
    Instant finish = TestVersion.FINISH;
    return new Summary(user.login(), finish.minusSeconds(60), finish, probation);
  }

  private void put(Key key, JsonWritable document) {
    server.store().put(key, Content.of(JsonOutput.bytes(document)), PutCondition.OVERWRITE);
  }

  /** Returns the keys of the bucket with the ETag of each. */
  Map<String, String> content() {
    Map<String, String> content = new TreeMap<>();
    try (Stream<ObjectEntry> objects = server.store().list(new Prefix(""))) {
      objects.map(ObjectEntry::key)
          .forEach(
              key -> content.put(
                  key.value(), server.store().head(key).orElseThrow().etag().toString()));
    }
    return content;
  }

  /** Replaces {@code {token}} with an access token, and {@code {..quota}} and {@code {..permissions}} with their ETags. */
  String fill(String body) {
    String filled = body.replace("{token}", token(TestRole.STRANGER));
    for (String document : List.of("..quota", "..permissions")) {
      String tag =
          server.store().head(new Key("p/" + document)).map(info -> info.etag().value()).orElse("");
      filled = filled.replace("{" + document + "}", BrowserSession.encode(tag));
    }
    return filled;
  }

  /** Returns a new session: signed in, or that of a person who has only opened the page of the sign-in. */
  BrowserSession session(TestRole role) throws IOException {
    Browser browser = server.browser();
    browser.get("/sign-in");
    if (role != TestRole.ANONYMOUS) {
      browser.post("/sign-in", "token", token(role));
      browser.get("/sign-out");
    }
    return new BrowserSession(port(), "gypsum=" + browser.cookies().get("gypsum"), browser.csrf());
  }

  Answer get(String path, String... headers) throws IOException {
    return RawHttp.ask(port(), "GET", path, headers);
  }

  /** Sends a request with the token of the role; anonymous requests have none. */
  Answer askApi(TestRole role, String method, String path, String body) throws IOException {
    List<String> headers = new ArrayList<>(List.of("Content-Length: " + body.length()));
    if (role != TestRole.ANONYMOUS) {
      headers.add("Authorization: Bearer " + token(role));
    }
    return RawHttp
        .ask(port(), RawHttp.head(method, path, headers.toArray(String[]::new)) + "\r\n" + body);
  }

  @Override
  public void close() {
    server.close();
  }
}
