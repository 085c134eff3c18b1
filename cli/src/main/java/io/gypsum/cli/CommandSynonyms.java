package io.gypsum.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Words that users of the R and Python clients, of Git and of similar programs try as the name of a command, with the command
 * that does what they mean. Similar spelling alone suggests {@code unlock} for {@code download}.
 */
final class CommandSynonyms {
  private static final int SAME_LETTERS = 2;
  private static final Map<String, List<String>> WORDS_OF_COMMANDS =
      Map.ofEntries(
          Map.entry("ls", List.of("list", "dir", "assets", "versions", "files", "projects")),
          Map.entry("show", List.of("info", "describe", "summary", "stat", "status", "usage")),
          Map.entry("log", List.of("history", "changes", "changelog")),
          Map.entry("diff", List.of("compare")),
          Map.entry("search", List.of("find", "query", "grep")),
          Map.entry("open", List.of("browse", "view", "web")),
          Map.entry("get", List.of("download", "fetch", "pull", "save", "cp", "copy", "sync")),
          Map.entry("put", List.of("upload", "push", "publish", "add", "commit", "abort")),
          Map.entry("create", List.of("new", "init", "mkdir", "project", "create-project")),
          Map.entry(
              "permissions",
              List.of("share", "owner", "owners", "uploader", "uploaders", "grant", "chmod")),
          Map.entry("rm", List.of("delete", "remove", "del", "unlink", "destroy")),
          Map.entry("verify", List.of("check", "fsck")),
          Map.entry("serve", List.of("server", "start", "run")),
          Map.entry("account", List.of("user", "users", "accounts", "adduser", "useradd", "token")),
          Map.entry("login", List.of("auth", "signin", "sign-in")),
          Map.entry("logout", List.of("signout", "sign-out")),
          Map.entry("config", List.of("settings", "configure")),
          Map.entry("backup", List.of("restore", "mirror")),
          Map.entry("quickstart", List.of("demo", "tutorial", "example")));

  private CommandSynonyms() {}

  /**
   * Returns the commands that an unknown word may stand for: the one with this meaning, otherwise those whose names start
   * with the same letters or contain the word.
   *
   * @param similar the commands whose names have similar letters
   */
  static List<String> suggest(String word, List<String> similar) {
    String lower = word.toLowerCase(Locale.ROOT);
    List<String> meant =
        WORDS_OF_COMMANDS.entrySet()
            .stream()
            .filter(entry -> entry.getValue().contains(lower))
            .map(Map.Entry::getKey)
            .toList();
    return meant.isEmpty()
        ? similar.stream().filter(command -> isSimilar(lower, command)).toList()
        : meant;
  }

  private static boolean isSimilar(String word, String command) {
    return command.contains(word) || command.regionMatches(0, word, 0, SAME_LETTERS);
  }

  /** Returns all commands with their synonyms. */
  static Map<String, List<String>> all() {
    return WORDS_OF_COMMANDS;
  }
}
