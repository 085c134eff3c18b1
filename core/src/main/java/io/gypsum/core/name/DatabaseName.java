package io.gypsum.core.name;

import java.util.Locale;
import java.util.Set;

/**
 * The name of a metadata database: of a file in a metadata index, without directories. Names of what lies beside
 * databases are not taken: {@code modified}, and what ends with {@code .modified} or {@code .LOCK}.
 */
public record DatabaseName(String value) {
  private static final Set<String> KEPT = Set.of("modified", "lock");

  /** The one of the public service. */
  public static final DatabaseName BIOCONDUCTOR = new DatabaseName("bioconductor.sqlite3");

  /** @throws io.gypsum.core.GypsumException INVALID when {@code value} breaks the rules */
  public DatabaseName {
    NameRules.checkUserName("database", value);
    // In any case: there are file systems that do not tell them apart.
    String ending = value.substring(value.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (KEPT.contains(ending)) {
      throw NameRules.bad("database", value, "is a name for what lies beside databases");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
