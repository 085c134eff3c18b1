package io.gypsum.cli.browse;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.client.LoggedChange;
import io.gypsum.core.document.ChangeLogEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LoggedUploadsTest {
  private final List<LoggedChange> changes = new ArrayList<>();

  private LoggedChange log(ChangeLogEntry entry) {
    LoggedChange change = new LoggedChange(Instant.ofEpochSecond(changes.size()), entry);
    changes.add(change);
    return change;
  }

  private LoggedChange add(String version) {
    return log(new ChangeLogEntry.AddVersion(AssetVersion.parse(version), true));
  }

  private LoggedUploads newest(int max) {
    return LoggedUploads.ofNewest(changes, max);
  }

  @Test
  void onlyTheLastUploadOfAVersionHasItsUser() {
    add("p/a/v1");
    LoggedChange other = add("p/a/v2");
    LoggedChange again = add("p/a/v1");

    assertThat(newest(9).changes()).containsExactlyInAnyOrder(other, again);
  }

  @Test
  void aDeletedVersionHasNoUser() {
    LoggedChange kept = add("p/a/v1");
    add("p/a/v2");
    log(new ChangeLogEntry.DeleteVersion(AssetVersion.parse("p/a/v2"), false));
    add("p/b/v1");
    log(new ChangeLogEntry.DeleteAsset(ProjectAsset.parse("p/b")));
    add("q/a/v1");
    log(new ChangeLogEntry.DeleteProject(new ProjectName("q")));
    LoggedChange again = add("q/a/v1");

    assertThat(newest(9).changes()).containsExactlyInAnyOrder(kept, again);
  }

  @Test
  void theNewestUploadsAreKeptIfThereAreTooMany() {
    add("p/a/v1");
    add("p/a/v2");
    LoggedChange third = add("p/a/v3");
    LoggedChange again = add("p/a/v1");

    LoggedUploads limited = newest(2);
    assertThat(limited.changes()).containsExactlyInAnyOrder(third, again);
    assertThat(limited.isLimited()).isTrue();
    assertThat(newest(3).changes()).hasSize(3);
    assertThat(newest(3).isLimited()).isFalse();
  }
}
