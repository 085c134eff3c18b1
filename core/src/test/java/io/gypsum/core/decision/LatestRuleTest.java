package io.gypsum.core.decision;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import io.gypsum.core.document.Summary;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.name.VersionName;
import io.gypsum.core.property.Generator;
import io.gypsum.core.property.Generators;
import org.junit.jupiter.api.Test;

import static io.gypsum.core.property.ForAll.forAll;
import static io.gypsum.core.property.Generators.longs;
import static org.assertj.core.api.Assertions.assertThat;

class LatestRuleTest {
  private static final Instant TIME = Instant.parse("2024-01-01T00:00:00Z");

  @Test
  void withoutVersionsThereIsNoLatest() {
    assertThat(LatestRule.choose(Map.of())).isEmpty();
  }

  @Test
  void unfinishedAndProbationalVersionsAreNeverTheLatest() {
    assertThat(
        LatestRule.choose(
            Map.of(
                name("running"), new Summary("ann", TIME, null, null),
                name("waiting"), new Summary("ann", TIME, TIME.plusSeconds(9), true))))
        .isEmpty();
  }

  @Test
  void theNewestFinishIsTheLatestRegardlessOfTheStart() {
    assertThat(
        LatestRule.choose(
            Map.of(
                name("z"), new Summary("ann", TIME.plusSeconds(5), TIME.plusSeconds(6), null),
                name("a"), new Summary("ann", TIME, TIME.plusMillis(6001), false),
                name("w"), new Summary("ann", TIME, TIME.plusSeconds(9), true))))
        .contains(name("a"));
  }

  @Test
  void inTheSameMillisecondTheGreatestNameIsTheLatest() {
    assertThat(
        LatestRule.choose(
            Map.of(
                name("1"), published(TIME), name("3"), published(TIME), name("2"),
                published(TIME))))
        .contains(name("3"));
  }

  @Test
  void digitsThatAreNotStoredDoNotMatter() {
    assertThat(
        LatestRule.supersedes(
            name("a"), TIME.plusNanos(999_999), name("b"), published(TIME)))
        .isFalse();
    assertThat(
        LatestRule.supersedes(
            name("b"), TIME, name("a"), published(TIME.plusNanos(999_999))))
        .isTrue();
    assertThat(
        LatestRule.supersedes(
            name("a"), TIME.plusMillis(1), name("b"), published(TIME.plusNanos(999_999))))
        .isTrue();
  }

  @Test
  void anUnpublishedLatestIsAlwaysSuperseded() {
    Instant later = TIME.plusSeconds(1);
    assertThat(
        LatestRule
            .supersedes(name("a"), TIME, name("b"), new Summary("ann", later, null, null)))
        .isTrue();
    assertThat(
        LatestRule
            .supersedes(name("a"), TIME, name("b"), new Summary("ann", TIME, later, true)))
        .isTrue();
  }

  @Test
  void aVersionDoesNotSupersedeItself() {
    assertThat(LatestRule.supersedes(name("a"), TIME, name("a"), published(TIME))).isFalse();
  }

  private static Generator<Map<VersionName, Summary>> versions() {
    Generator<Instant> finishes =
        Generators.longs(0, 4_000_000).map(nanos -> TIME.plusNanos(nanos)).orNull(0.2);
    Generator<Boolean> probations = Generators.of(true, false, false).orNull(0.5);
    Generator<VersionName> names =
        Generators.of("1", "2", "10", "a", "B", "é", "😀", "\uffee").map(VersionName::new);
    return Generators.maps(
        names,
        random -> new Summary("ann", TIME, finishes.next(random), probations.next(random)), 6);
  }

  @Test
  void theOrderOfVersionsDoesNotMatter() {
    forAll(versions(), longs(), (versions, seed) -> {
      assertThat(LatestRule.choose(shuffled(versions, seed)))
          .isEqualTo(LatestRule.choose(versions));
    });
  }

  @Test
  void storedSummariesHaveTheSameLatest() {
    forAll(versions(), versions -> {
      Map<VersionName, Summary> stored = new LinkedHashMap<>();
      versions.forEach(
          (name, summary) -> stored
              .put(name, JsonInput.read(JsonOutput.bytes(summary), Summary::read)));
      assertThat(LatestRule.choose(stored)).isEqualTo(LatestRule.choose(versions));
    });
  }

  @Test
  void publishingVersionsInAnyOrderGivesTheSameLatest() {
    forAll(versions(), longs(), (versions, seed) -> {
      Optional<VersionName> latest = Optional.empty();
      for (Map.Entry<VersionName, Summary> version : shuffled(versions, seed).entrySet()) {
        if (version.getValue().isPublished()
            && (latest.isEmpty()
                || LatestRule.supersedes(
                    version.getKey(), version.getValue().uploadFinish(), latest.get(),
                    versions.get(latest.get())))) {
          latest = Optional.of(version.getKey());
        }
      }
      assertThat(latest).isEqualTo(LatestRule.choose(versions));
    });
  }

  private static Map<VersionName, Summary> shuffled(
      Map<VersionName, Summary> versions, long seed) {
    List<VersionName> names = new ArrayList<>(versions.keySet());
    Collections.shuffle(names, new Random(seed));
    Map<VersionName, Summary> shuffled = new LinkedHashMap<>();
    names.forEach(name -> shuffled.put(name, versions.get(name)));
    return shuffled;
  }

  private static Summary published(Instant finish) {
    return new Summary("ann", TIME, finish, null);
  }

  private static VersionName name(String name) {
    return new VersionName(name);
  }
}
