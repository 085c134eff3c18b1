package io.gypsum.core.name;

/**
 * The name of a project: not empty, no {@code /}, no {@code \}, no control character, not starting with {@code ..}
 * (rest-api.md, section 1).
 */
public record ProjectName(String value) implements Comparable<ProjectName> {
  /** @throws io.gypsum.core.GypsumException INVALID when {@code value} breaks the rules */
  public ProjectName {
    NameRules.checkUserName("project name", value);
  }

  /**
   * Parses the name of a project.
   *
   * @throws io.gypsum.core.GypsumException INVALID if it breaks the rules; the message contains the text and the expected form
   */
  public static ProjectName parse(String text) {
    return NameRules.parse(text, ProjectName::new, "the name of a project, such as 'my-project'");
  }

  @Override
  public int compareTo(ProjectName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
