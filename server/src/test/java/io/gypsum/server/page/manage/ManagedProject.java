package io.gypsum.server.page.manage;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.gypsum.core.document.ChangeLogEntry;
import io.gypsum.core.document.InternalChange;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.Summary;
import io.gypsum.core.document.Usage;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.MemberServer;
import io.gypsum.server.testing.TestVersion;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.memory.MemoryStore;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

import static org.assertj.core.api.Assertions.assertThat;

/** A server with the project {@code p} of the owner {@code olga}, the administrator {@code root} and the user {@code eve}. */
final class ManagedProject implements AutoCloseable {
  static final ProjectName P = new ProjectName("p");

  final MemoryStore store = new MemoryStore();
  final MemberServer server;
  private final String olgaToken;

  ManagedProject(Path directory, Permissions permissions) {
    write(permissions);
    put(BucketLayout.quota(P), new Quota(1_000_000_000, 500_000_000, 2026));
    put(BucketLayout.usage(P), new Usage(6));
    new TestVersion(store, "p/mouse/v1").file("a.txt", "one").write(summary());
    new TestVersion(store, "p/mouse/v2").file("b.txt", "two").latest().write(summary());
    server = MemberServer.start(directory, store);
    olgaToken = server.addUser("olga");
    server.addUser("eve");
    server.addAdministrator("root");
  }

  private static Summary summary() {
    return new Summary("olga", TestVersion.START, TestVersion.FINISH, null);
  }

  void write(Permissions permissions) {
    put(BucketLayout.permissions(P), permissions);
  }

  private void put(Key key, JsonWritable document) {
    store.put(key, Content.of(JsonOutput.bytes(document)), PutCondition.OVERWRITE);
  }

  Permissions permissions() {
    return JsonInput.read(Files.bytes(content("p/..permissions")), Permissions::read);
  }

  String content(String key) {
    return BucketState.content(store, new Key(key));
  }

  Quota quota() {
    return JsonInput.read(Files.bytes(content("p/..quota")), Quota::read);
  }

  void write(Quota quota) {
    put(BucketLayout.quota(P), quota);
  }

  boolean exists(String key) {
    return store.head(new Key(key)).isPresent();
  }

  /** Adds the entry of a published version to the change log, as a server does. */
  void logAdded(String version) {
    put(
        BucketLayout.log(Instant.now(), 1),
        new ChangeLogEntry.AddVersion(AssetVersion.parse(version), true));
  }

  /** Adds the entry of a version on probation to the internal log, as a server does. */
  void logOnProbation(String version) {
    put(
        BucketLayout.change(Instant.now(), 1),
        InternalChange.ADD_PROBATIONAL_VERSION.entry(AssetVersion.parse(version)));
  }

  /** Starts an upload of olga, which locks the project until it is aborted or the lock is ended. */
  void startUpload(String version) throws IOException {
    String body = Files.body(Files.simple("x", "one"));
    String head =
        RawHttp.head(
            "POST", "/upload/start/" + version, "Authorization: Bearer " + olgaToken,
            "Content-Length: " + body.length());
    assertThat(RawHttp.ask(server.port(), head + "\r\n" + body).status()).isEqualTo(200);
  }

  Browser signedIn(String login) throws IOException {
    return new Browser(server, login);
  }

  /** A browser of a member, which shows one page. */
  static final class Browser {
    private final MemberServer server;
    private final String login;
    private final MemberServer.Browser member;
    private Answer answer;

    private Browser(MemberServer server, String login) throws IOException {
      this.server = server;
      this.login = login;
      this.member = server.signedIn(login);
    }

    /** Signs in in another tab, while the page remains open. */
    void signInAgain() throws IOException {
      member.cookies().clear();
      member.cookies().putAll(server.signedIn(login).cookies());
    }

    /** The session ends, while the page remains open. */
    void forgetSession() {
      member.cookies().clear();
    }

    Browser submitFromAnotherSite(String action, String body) throws IOException {
      answer = member.post(action, List.of("Origin: https://evil.example"), body);
      return this;
    }

    /** Opens a page. */
    Browser open(String path) throws IOException {
      answer = member.get(path);
      return this;
    }

    int status() {
      return answer.status();
    }

    String header(String name) {
      return String.valueOf(answer.header(name));
    }

    Document page() {
      return Jsoup.parse(answer.text());
    }

    String main() {
      return page().select("main").text();
    }

    /**
     * Sends the form of the page with an action, as a browser does.
     *
     * @param typed names and values of inputs, alternating; the value null unchecks a box, {@code on} checks one
     */
    Browser submit(String action, String... typed) throws IOException {
      Element form = form(action);
      Map<String, String> fields = new LinkedHashMap<>();
      for (Element input : form.select("input")) {
        boolean isBox = input.attr("type").equals("checkbox");
        if (!isBox || input.hasAttr("checked")) {
          fields.put(input.attr("name"), isBox ? "on" : input.attr("value"));
        }
      }
      for (int i = 0; i < typed.length; i += 2) {
        boolean isStep = typed[i].equals("step");
        assertThat(form.select((isStep ? "button" : "input") + "[name=" + typed[i] + "]"))
            .as("the input " + typed[i])
            .isNotEmpty();
        if (typed[i + 1] == null) {
          fields.remove(typed[i]);
        } else {
          fields.put(typed[i], typed[i + 1]);
        }
      }
      return send(action, fields);
    }

    boolean hasForm(String action) {
      return !page().select("form[action=" + action + "]").isEmpty();
    }

    Element form(String action) {
      Element form = page().select("form[action=" + action + "]").first();
      assertThat(form).as("the form " + action + " in " + main()).isNotNull();
      return form;
    }

    Browser send(String action, Map<String, String> fields) throws IOException {
      fields.remove("csrf");
      String[] pairs =
          fields.entrySet()
              .stream()
              .flatMap(field -> Stream.of(field.getKey(), field.getValue()))
              .toArray(String[]::new);
      answer = member.post(action, pairs);
      return this;
    }

    /** Opens the page to which the last response redirects. */
    Browser follow() throws IOException {
      assertThat(status()).as(main()).isEqualTo(303);
      return open(header("Location"));
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
