package io.gypsum.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The accounts of every test server, created once with the real command. */
public enum Users {
  /** An administrator by the flag of the account. */
  ADMIN("ada", "--admin"),
  /** An administrator as a member of an organization in the server's settings: {@link #ADMIN_ORG}. */
  ORG_ADMIN("otto", "--org bosses"),
  /** The owner of the projects that tests create. */
  OWNER("olga", ""),
  /** A trusted uploader of these projects. */
  TRUSTED("tina", ""),
  /** An untrusted uploader, whose versions are on probation. */
  UNTRUSTED("ulf", ""),
  /** An untrusted uploader as a member of organization {@code lab} only. */
  MEMBER("mia", "--org lab"),
  /** A user without any role. */
  STRANGER("sven", "");

  public static final String ADMIN_ORG = "bosses";

  private static final Map<Users, String> TOKENS = new EnumMap<>(Users.class);
  private static Path template;

  private final String login;
  private final String options;

  /** @param options the options of {@code account add} */
  Users(String login, String options) {
    this.login = login;
    this.options = options;
  }

  public String login() {
    return login;
  }

  public String token() {
    prepare();
    return TOKENS.get(this);
  }

  /** Returns a new data directory with these accounts, inside {@code parent}. */
  public static Path newData(Path parent) {
    prepare();
    Path data = parent.resolve("data");
    try (Stream<Path> files = Files.walk(template)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, data.resolve(template.relativize(file).toString()));
      }
      return data;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static synchronized void prepare() {
    if (template != null) {
      return;
    }
    try {
      Path data = Files.createTempDirectory("gypsum-accounts");
      for (Users user : values()) {
        List<String> line = new ArrayList<>(List.of("account", "add", user.login));
        line.addAll(user.options.isEmpty() ? List.of() : List.of(user.options.split(" ")));
        line.addAll(List.of("--data", data.toString()));
        String output = GypsumCommand.run(line.toArray(String[]::new)).ok().output();
        TOKENS.put(user, output.strip());
      }
      template = data;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
