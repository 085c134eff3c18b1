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

/** The accounts that every test server has, made once with the real command. */
public enum Users {
  /** An administrator by the account's own flag. */
  ADMIN("ada", "--admin"),
  /** An administrator since the server is told so of an organisation: {@link #ADMIN_ORG}. */
  ORG_ADMIN("otto", "--org bosses"),
  /** Owns the projects that tests make. */
  OWNER("olga", ""),
  /** A trusted uploader of those. */
  TRUSTED("tina", ""),
  /** An uploader whose versions go on probation. */
  UNTRUSTED("ulf", ""),
  /** An untrusted uploader by organisation {@code lab} alone. */
  MEMBER("mia", "--org lab"),
  /** Nobody in particular. */
  STRANGER("sven", "");

  public static final String ADMIN_ORG = "bosses";

  private static final Map<Users, String> TOKENS = new EnumMap<>(Users.class);
  private static Path template;

  private final String login;
  private final String options;

  /** @param options of {@code account add} */
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

  /** A new data directory with these accounts, inside {@code parent}. */
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
