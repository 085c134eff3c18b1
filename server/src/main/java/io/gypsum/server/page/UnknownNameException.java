package io.gypsum.server.page;

import java.util.List;

import io.gypsum.core.FailureDetails;
import io.gypsum.core.GypsumException;
import tools.jackson.core.JsonGenerator;

/** A page of a project, asset or version that does not exist, with names that exist. The kind is NOT_FOUND. */
public final class UnknownNameException extends GypsumException implements FailureDetails {
  private static final long serialVersionUID = 1;

  private final transient List<Suggestion> suggestions;
  private final transient List<Suggestion> explanations;

  /**
   * A link to an existing page.
   *
   * @param url the path on this server
   */
  public record Suggestion(String name, String url) {}

  /** @param suggestions a bounded number of links */
  UnknownNameException(String message, List<Suggestion> suggestions) {
    this(message, suggestions, List.of());
  }

  private UnknownNameException(
      String message, List<Suggestion> suggestions, List<Suggestion> explanations) {
    super(Kind.NOT_FOUND, message);
    this.suggestions = List.copyOf(suggestions);
    this.explanations = List.copyOf(explanations);
  }

  /**
   * Returns this failure with an explanation of what happened to the resource.
   *
   * @param sentence without a period
   * @param links pages that explain it
   */
  UnknownNameException explained(String sentence, List<Suggestion> links) {
    return new UnknownNameException(reason() + ". " + sentence, suggestions, links);
  }

  /** Returns links to pages that explain why the resource does not exist. */
  public List<Suggestion> explanations() {
    return explanations;
  }

  public List<Suggestion> suggestions() {
    return suggestions;
  }

  @Override
  public void writeProperties(JsonGenerator out) {
    out.writeArrayPropertyStart("suggestions");
    suggestions.forEach(suggestion -> out.writeString(suggestion.name()));
    out.writeEndArray();
  }
}
