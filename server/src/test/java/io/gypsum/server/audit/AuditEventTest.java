package io.gypsum.server.audit;

import java.time.Instant;
import java.util.Collections;
import java.util.List;

import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.server.audit.AuditEvent.Actor;
import io.gypsum.server.audit.AuditEvent.Outcome;
import io.gypsum.server.audit.AuditEvent.Target;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AuditEventTest {
  private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.123Z");

  @Test
  void anEventIsOneLineOfJson() {
    AuditEvent event =
        new AuditEvent(
            TIME, "remove-version", new Actor("anna", "192.0.2.7"),
            new Target("p", "a", "v1", null), Outcome.REFUSED, "not permitted");
    assertThat(event.line())
        .isEqualTo(
            "{\"time\":\"2026-03-01T12:00:00.123Z\",\"action\":\"remove-version\","
                + "\"actor\":{\"user\":\"anna\",\"client\":\"192.0.2.7\"},"
                + "\"target\":{\"project\":\"p\",\"asset\":\"a\",\"version\":\"v1\"},"
                + "\"outcome\":\"refused\",\"reason\":\"not permitted\"}\n");
    assertThat(parsed(event)).isEqualTo(event);
  }

  @Test
  void aRejectionContainsItsReasonAndTheUploader() {
    AuditEvent event =
        new AuditEvent(
            TIME, "reject-version", new Actor("anna", "::1", "no README\nand no title"),
            new Target("p", "a", "v1", null, "ben"), Outcome.OK, null);
    assertThat(event.line())
        .contains(
            "\"actor\":{\"user\":\"anna\",\"client\":\"::1\",\"comment\":\"no README\\nand no title\"},"
                + "\"target\":{\"project\":\"p\",\"asset\":\"a\",\"version\":\"v1\",\"uploader\":\"ben\"}");
    assertThat(parsed(event)).isEqualTo(event);
  }

  @Test
  void whatIsUnknownIsAbsent() {
    AuditEvent event =
        new AuditEvent(TIME, "sign-in", new Actor(null, "::1"), Target.NONE, Outcome.OK, null);
    assertThat(event.line())
        .contains("\"actor\":{\"client\":\"::1\"},\"target\":{},\"outcome\":\"ok\"}");
    assertThat(parsed(event)).isEqualTo(event);
  }

  /** A name can contain anything that a client sends; neither a line nor a terminal may be forged with it. */
  @Test
  void textOfClientsCannotEndALineOrControlATerminal() {
    String hostile = "a\n{\"time\":\"x\"}\r\u001b[2J\u202e\u0085\u2028é😀\"\\\u0000\ud800";
    AuditEvent event = event(hostile, hostile);
    String line = event.line();
    assertThat(line).matches("[ -~]*\n");
    assertThat(parsed(event)).isEqualTo(event);
    assertThat(event.target().project()).isEqualTo(hostile.replace('\ud800', '?'));
  }

  @Test
  void textOfClientsIsShortened() {
    AuditEvent event = event("😀".repeat(100) + "x", "x".repeat(100_000));
    assertThat(event.target().project()).isEqualTo("😀".repeat(100) + "…");
    assertThat(event.reason()).isEqualTo("x".repeat(500) + "…");
    String worst = "\u0001".repeat(100_000);
    AuditEvent longest =
        new AuditEvent(
            TIME, "remove-version", new Actor(worst, "::1", worst),
            new Target(worst, worst, worst, worst, worst, Collections.nCopies(50, worst)),
            Outcome.FAILED, worst);
    assertThat(longest.line().length()).isLessThan(AuditFiles.MAX_WRITE_BYTES);
  }

  @Test
  void changesAreBoundedTogetherAndRemainTheSameWhenTheyAreRead() {
    List<String> fitting = Collections.nCopies(20, "x".repeat(99));
    assertThat(withChanges(fitting).target().changes()).isEqualTo(fitting);
    AuditEvent event = withChanges(Collections.nCopies(21, "x".repeat(99)));
    assertThat(event.target().changes()).hasSize(21).endsWith("and 1 more");
    assertThat(parsed(event)).isEqualTo(event);
    AuditEvent many = withChanges(Collections.nCopies(1_000, "x".repeat(1_000)));
    assertThat(many.target().changes())
        .hasSize(7)
        .startsWith("x".repeat(300) + "…")
        .endsWith("and 994 more");
    assertThat(parsed(many)).isEqualTo(many);
    assertThat(withChanges(List.of()).line()).doesNotContain("changes");
  }

  private static AuditEvent withChanges(List<String> changes) {
    return new AuditEvent(
        TIME, "set-permissions", new Actor("anna", "::1"),
        new Target("p", null, null, null, null, changes), Outcome.OK, null);
  }

  @Test
  void linesThatAreNotEventsAreInvalid() {
    assertThatThrownBy(() -> AuditEvent.parse("{\"time\":\"2026-03-01T12:00:00Z\"}"))
        .isInstanceOf(MalformedJsonException.class);
    assertThatThrownBy(() -> parse("\"ok\"", "\"done\"")).hasMessageContaining("'done'");
    assertThatThrownBy(() -> parse("12:00", "25:00")).hasMessageContaining("RFC 3339");
  }

  @Test
  void laterVersionsMayAddProperties() {
    assertThat(parse("\"client\"", "\"more\":{\"a\":[1]},\"client\"")).isEqualTo(event("p", null));
  }

  private static AuditEvent parse(String old, String replacement) {
    return AuditEvent.parse(event("p", null).line().replace(old, replacement));
  }

  private static AuditEvent event(String project, String reason) {
    return new AuditEvent(
        TIME, "create-project", new Actor("anna", "::1"), new Target(project, null, null, null),
        Outcome.OK, reason);
  }

  private static AuditEvent parsed(AuditEvent event) {
    return AuditEvent.parse(event.line());
  }
}
