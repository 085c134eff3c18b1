package io.gypsum.core.name;

import java.util.Locale;
import java.util.Set;

/**
 * The name of a metadata database, a file of a metadata index. Names of the files that accompany databases are invalid:
 * {@code modified}, and names that end with {@code .modified} or {@code .LOCK}.
 */
public record DatabaseName(String value) {
  private static final Set<String> RESERVED = Set.of("modified", "lock");

  /** The database of the public service. */
  public static final DatabaseName BIOCONDUCTOR = new DatabaseName("bioconductor.sqlite3");

  /** @throws io.gypsum.core.GypsumException INVALID when {@code value} breaks the rules */
  public DatabaseName {
    NameRules.checkUserName("database", value);
    // Some file systems ignore case.
    String ending = value.substring(value.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (RESERVED.contains(ending)) {
      throw NameRules.bad("database", value, "is reserved for files that belong to a database");
    }
  }

  /**
   * Parses the name of a database.
   *
   * @throws io.gypsum.core.GypsumException INVALID if it breaks the rules; the message contains the text and the expected form
   */
  public static DatabaseName parse(String text) {
    return NameRules.parse(
        text, DatabaseName::new, "the name of a database, such as '" + BIOCONDUCTOR + "'");
  }

  @Override
  public String toString() {
    return value;
  }
}
