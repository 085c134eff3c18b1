package io.gypsum.server.page.review;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.audit.AuditEvent;
import io.gypsum.server.audit.AuditEvent.Actor;
import io.gypsum.server.audit.AuditEvent.Outcome;
import io.gypsum.server.audit.AuditEvent.Target;
import io.gypsum.server.audit.AuditFiles;
import io.gypsum.server.audit.AuditTrail;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.page.review.PastDecisions.Decision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class PastDecisionsTest {
  private static final AssetVersion VERSION = AssetVersion.of("p", "a", "v1");

  @TempDir Path directory;

  private void append(String time, String action, Target target) throws IOException {
    try (AuditFiles files = AuditFiles.unlimited(DataDirectory.at(directory))) {
      files.append(
          new AuditEvent(
              Instant.parse(time), action, new Actor("olga", "::1"), target, Outcome.OK, null));
    }
  }

  private void reject(String time) throws IOException {
    append(time, PastDecisions.REJECT, new Target("p", "a", "v1", null, "ulf"));
  }

  private void create(String time, String project) throws IOException {
    append(time, "create-project", new Target(project, null, null, null));
  }

  @Test
  void aRejectionInAnEarlierProjectIsMarkedAndIsNotTheStateOfTheVersion() throws IOException {
    PastDecisions decisions = new PastDecisions(new AuditTrail(directory));
    create("2026-01-01T00:00:00Z", "p");
    reject("2026-02-01T00:00:00Z");
    assertThat(decisions.rejection(VERSION)).isPresent();
    create("2026-03-01T00:00:00Z", "other");
    assertThat(decisions.rejection(VERSION)).isPresent();
    create("2026-04-01T00:00:00Z", "p");
    create("2026-05-01T00:00:00Z", "p");
    assertThat(decisions.rejection(VERSION)).isEmpty();
    assertThat(decisions.aboutUploadsOf("ulf"))
        .singleElement()
        .extracting(Decision::createdAgain)
        .isEqualTo(Instant.parse("2026-04-01T00:00:00Z"));
    reject("2026-06-01T00:00:00Z");
    assertThat(decisions.rejection(VERSION)).hasValueSatisfying(
        decision -> assertThat(decision.time()).isEqualTo("2026-06-01T00:00:00Z"));
  }
}
