package io.gypsum.server.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.core.PercentEncoding;
import io.gypsum.core.testing.ProviderStandIn;
import io.gypsum.server.GypsumServer;
import io.gypsum.server.audit.AuditReader;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.identity.LocalAccounts;
import io.gypsum.server.settings.SettingsReader;
import io.gypsum.server.settings.SettingsSources;
import io.gypsum.store.Store;
import io.gypsum.store.memory.MemoryStore;

/** A running server with local accounts, and the browsers of people who use its pages. */
public final class MemberServer implements AutoCloseable {
  private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]*)\"");

  private final Path directory;
  private final Store store;
  private final LocalAccounts accounts;
  private final GypsumServer server;
  private final int port;
  private final Map<String, String> tokens = new HashMap<>();

  private MemberServer(
      Path directory, Store store, LocalAccounts accounts, GypsumServer server, int port) {
    this.directory = directory;
    this.store = store;
    this.accounts = accounts;
    this.server = server;
    this.port = port;
  }

  /**
   * Starts a server over an empty bucket in memory.
   *
   * @param options names and values, alternating
   */
  public static MemberServer start(Path directory, String... options) {
    return start(directory, new MemoryStore(), options);
  }

  public static MemberServer start(Path directory, Store store, String... options) {
    return start(directory, store, Map.of(), options);
  }

  /**
   * Starts a server over an empty bucket in memory, whose users are identified by a provider.
   *
   * @param more options and values, alternating
   */
  public static MemberServer start(Path directory, ProviderStandIn provider, String... more) {
    return start(directory, new MemoryStore(), provider.options(), more);
  }

  private static MemberServer start(
      Path directory, Store store, Map<String, String> options, String... more) {
    Path data = directory.resolve("data");
    Map<String, String> flags = new HashMap<>(Map.of("port", "0"));
    flags.putAll(options);
    flags.put("data", data.toString());
    for (int i = 0; i < more.length; i += 2) {
      flags.put(more[i], more[i + 1]);
    }
    LocalAccounts accounts = new LocalAccounts(DataDirectory.at(data), Clock.systemUTC());
    GypsumServer server =
        GypsumServer.start(
            SettingsReader.read(SettingsSources.of(flags, directory)),
            (address, createBucket) -> store);
    int port = Integer.parseInt(flags.get("port"));
    // With a public URL, the address of the server is not the one on which it listens.
    return new MemberServer(
        directory, store, accounts, server, port == 0 ? server.address().getPort() : port);
  }

  public Store store() {
    return store;
  }

  public LocalAccounts accounts() {
    return accounts;
  }

  public GypsumServer server() {
    return server;
  }

  public int port() {
    return port;
  }

  /** Adds an account and returns its access token. */
  public String addUser(String login, String... organizations) {
    return remember(login, accounts.add(login, List.of(organizations), false));
  }

  /** Adds the account of an administrator and returns its access token. */
  public String addAdministrator(String login) {
    return remember(login, accounts.add(login, List.of(), true));
  }

  private String remember(String login, String token) {
    tokens.put(login, token);
    return token;
  }

  /** Returns the events of the audit log after the server was closed, such as {@code "approve-version ok"}. */
  public List<String> auditedActions() throws IOException {
    List<String> actions = new ArrayList<>();
    AuditReader.read(
        directory.resolve("data"),
        event -> actions.add(event.action() + " " + event.outcome().text()));
    return actions;
  }

  /** Returns a browser in which no member has signed in. */
  public Browser browser() {
    return new Browser();
  }

  /** Returns a browser in which a user has signed in. */
  public Browser signedIn(String login) throws IOException {
    Browser browser = new Browser();
    browser.get("/sign-in");
    Answer answer = browser.post("/sign-in", "token", tokens.get(login));
    if (answer.status() != 303) {
      throw new IllegalStateException("'" + login + "' cannot sign in: " + answer.text());
    }
    return browser;
  }

  @Override
  public void close() {
    server.close();
  }

  /** Keeps the cookies of a person and the CSRF token of the last page. */
  public final class Browser {
    private final Map<String, String> cookies = new TreeMap<>();
    private String csrf = "";

    public Answer get(String path, String... headers) throws IOException {
      return remember(
          RawHttp.ask(
              port(), RawHttp.head("GET", path, headers)
                  + "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n" + cookieHeader()
                  + "\r\n"));
    }

    /** Sends a form of the last page; {@code fields} are names and values, alternating. */
    public Answer post(String path, String... fields) throws IOException {
      return post(path, List.of("Origin: http://localhost"), fields(csrf, fields));
    }

    /** Sends any body as a form, with the given headers. */
    public Answer post(String path, List<String> headers, String body) throws IOException {
      StringBuilder request =
          new StringBuilder(RawHttp.head("POST", path, headers.toArray(String[]::new)));
      if (headers.stream().noneMatch(header -> header.startsWith("Content-Type:"))) {
        request.append("Content-Type: application/x-www-form-urlencoded\r\n");
      }
      request.append(cookieHeader())
          .append("Content-Length: ")
          .append(body.getBytes(StandardCharsets.ISO_8859_1).length)
          .append("\r\n\r\n")
          .append(body);
      return remember(RawHttp.ask(port(), request.toString()));
    }

    /** Returns the body of a form with a CSRF token and fields. */
    public static String fields(String csrf, String... fields) {
      StringBuilder body = new StringBuilder("csrf=" + PercentEncoding.encode(csrf));
      for (int i = 0; i < fields.length; i += 2) {
        body.append('&')
            .append(PercentEncoding.encode(fields[i]))
            .append('=')
            .append(PercentEncoding.encode(fields[i + 1]));
      }
      return body.toString();
    }

    /** Returns the CSRF token of the last page with a form. */
    public String csrf() {
      return csrf;
    }

    /** Returns the cookies by name; changes affect the next request. */
    public Map<String, String> cookies() {
      return cookies;
    }

    private String cookieHeader() {
      StringBuilder header = new StringBuilder();
      cookies.forEach(
          (name, value) -> header.append(header.isEmpty() ? "Cookie: " : "; ")
              .append(name)
              .append('=')
              .append(value));
      return header.isEmpty() ? "" : header.append("\r\n").toString();
    }

    private Answer remember(Answer answer) {
      String set = answer.header("Set-Cookie");
      if (set != null) {
        // No cookie of the server contains a comma.
        for (String cookie : set.split(",\\s*")) {
          String pair = cookie.split(";", 2)[0];
          String name = pair.substring(0, pair.indexOf('='));
          String value = pair.substring(pair.indexOf('=') + 1);
          if (value.isEmpty()) {
            cookies.remove(name);
          } else {
            cookies.put(name, value);
          }
        }
      }
      Matcher field = CSRF.matcher(answer.text());
      if (field.find()) {
        csrf = field.group(1);
      }
      return answer;
    }
  }
}
