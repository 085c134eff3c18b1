package io.gypsum.server.page.manage;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.gypsum.core.Printable;
import io.gypsum.server.audit.AuditEvent;
import io.gypsum.server.audit.AuditEvent.Outcome;
import io.gypsum.server.format.ShownTime;

/**
 * An event of the audit log in words, printable.
 *
 * @param user empty if unknown
 * @param action follows the user in a sentence, such as {@code tried to remove the version}
 * @param target the asset or version; empty for the project
 */
public record HistoryEvent(
    ShownTime time, String user, String action, String target, Outcome outcome, Details details) {
  private static final String FIND_LINKS = "find-links";
  /** What users do, by the action in the audit log. */
  private static final Map<String, Verb> VERBS =
      Map.ofEntries(
          Map.entry("create-project", new Verb("created", "create", "the project")),
          Map.entry("set-permissions", new Verb("changed", "change", "the permissions")),
          Map.entry("set-quota", new Verb("changed", "change", "the quota")),
          Map.entry("unlock-project", new Verb("unlocked", "unlock", "the project")),
          Map.entry(
              "refresh-latest", new Verb("recomputed", "recompute", "the latest version of")),
          Map.entry("refresh-usage", new Verb("recomputed", "recompute", "the usage")),
          Map.entry("remove-project", new Verb("removed", "remove", "the project")),
          Map.entry("remove-asset", new Verb("removed", "remove", "the asset")),
          Map.entry("remove-version", new Verb("removed", "remove", "the version")),
          Map.entry("start-upload", new Verb("started", "start", "the upload of")),
          Map.entry("complete-upload", new Verb("completed", "complete", "the upload of")),
          Map.entry("abort-upload", new Verb("aborted", "abort", "the upload of")),
          Map.entry("approve-version", new Verb("approved", "approve", "the version")),
          Map.entry("reject-version", new Verb("rejected", "reject", "the version")),
          Map.entry("send-file", new Verb("sent", "send", "a file of an upload")),
          Map.entry(FIND_LINKS, new Verb("looked for", "look for", "links to")));

  /**
   * Further details of an event.
   *
   * @param reason why the attempt was refused or failed, or why a version was rejected; empty for none
   * @param client the address of the client; empty if the reader may not see it
   * @param changes sentences about what was changed
   */
  public record Details(String reason, String client, List<String> changes) {
    public Details {
      changes = List.copyOf(changes);
    }
  }

  /** @param object what was changed; the name of the asset or version follows it */
  private record Verb(String past, String infinitive, String object) {
    String text(Outcome outcome) {
      return outcome == Outcome.OK
          ? past + " " + object
          : "tried to " + infinitive + " " + object;
    }
  }

  static HistoryEvent of(AuditEvent event, boolean withClient) {
    String target =
        Stream.of(event.target().asset(), event.target().version())
            .filter(Objects::nonNull)
            .collect(Collectors.joining("/"));
    String user = event.actor().user();
    String reason = event.reason() == null ? event.actor().comment() : event.reason();
    return new HistoryEvent(
        new ShownTime(event.time()), user == null ? "" : Printable.value(user),
        action(event),
        target.isEmpty() && event.action().equals(FIND_LINKS)
            ? "the project"
            : Printable.line(target),
        event.outcome(),
        new Details(
            reason == null ? "" : Printable.line(reason),
            withClient ? event.actor().client() : "",
            event.target().changes().stream().map(Printable::line).toList()));
  }

  /** Returns the words for an action. An action of a later release, which has no words here, is shown with its name. */
  private static String action(AuditEvent event) {
    Verb verb = VERBS.get(event.action());
    return verb == null
        ? (event.outcome() == Outcome.OK ? "performed " : "tried to perform ")
            + Printable.line(event.action())
        : verb.text(event.outcome());
  }

  /** Returns whether the attempt changed something. */
  public boolean isOk() {
    return outcome == Outcome.OK;
  }
}
