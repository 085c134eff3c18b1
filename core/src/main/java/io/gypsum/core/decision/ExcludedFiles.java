package io.gypsum.core.decision;

import java.util.List;

/** Which files of a directory are not uploaded unless the user requests it, by the command and by the web page alike. */
public final class ExcludedFiles {
  /** The file with patterns, in the syntax of {@code .gitignore} files, at the top of a directory. */
  public static final String IGNORE_FILE = ".gypsumignore";
  /** Patterns of files that operating systems and tools create, in the syntax of {@code .gitignore} files. */
  public static final List<String> DEFAULT_PATTERNS =
      List.of(
          ".DS_Store", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints/", ".git/",
          "/" + IGNORE_FILE);

  private ExcludedFiles() {}
}
