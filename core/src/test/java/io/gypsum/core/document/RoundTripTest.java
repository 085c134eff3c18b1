package io.gypsum.core.document;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;
import org.junit.jupiter.api.Test;

import static io.gypsum.core.property.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;

/** Every document is read as it was written. */
class RoundTripTest {
  @Test
  void permissionsSurvive() {
    forAll(200, DocumentGenerators.permissions(), permissions -> {
      assertSurvives(permissions, Permissions::read);
    });
  }

  @Test
  void quotasSurvive() {
    forAll(200, DocumentGenerators.quotas(), quota -> {
      assertSurvives(quota, Quota::read);
    });
  }

  @Test
  void usagesSurvive() {
    forAll(200, DocumentGenerators.usages(), usage -> {
      assertSurvives(usage, Usage::read);
    });
  }

  @Test
  void latestsSurvive() {
    forAll(200, DocumentGenerators.latests(), latest -> {
      assertSurvives(latest, Latest::read);
    });
  }

  @Test
  void summariesSurvive() {
    forAll(200, DocumentGenerators.summaries(), summary -> {
      assertSurvives(summary, Summary::read);
    });
  }

  @Test
  void manifestsSurviveInTheirOrder() {
    forAll(200, DocumentGenerators.manifests(), manifest -> {
      assertSurvives(manifest, Manifest::read);
      Manifest again = JsonInput.read(JsonOutput.bytes(manifest), Manifest::read);
      assertThat(again.files()).containsExactlyEntriesOf(manifest.files());
    });
  }

  @Test
  void linksSurvive() {
    forAll(200, DocumentGenerators.linksOfADirectory(), links -> {
      assertSurvives(links, Links::read);
    });
  }

  @Test
  void changesSurvive() {
    forAll(200, DocumentGenerators.changes(), change -> {
      assertSurvives(change, ChangeLogEntry::read);
    });
  }

  @Test
  void stepsSurvive() {
    forAll(200, DocumentGenerators.steps(), step -> {
      assertSurvives(step, Step::read);
    });
  }

  @Test
  void locksSurvive() {
    forAll(200, DocumentGenerators.locks(), lock -> {
      assertSurvives(lock, Lock::read);
    });
  }

  @Test
  void checksumsSurviveInAllTheirForms() {
    forAll(200, DocumentGenerators.checksums(), md5 -> {
      assertThat(md5.toString()).matches("[0-9a-f]{32}");
      assertThat(Md5.parse(md5.toString())).isEqualTo(md5);
      assertThat(Md5.of(md5.bytes())).isEqualTo(md5);
    });
  }

  @Test
  void theLinksDocumentsContainEveryLinkOnce() {
    forAll(200, DocumentGenerators.manifests(), manifest -> {
      List<String> found = new ArrayList<>();
      manifest.linksByDirectory().forEach((directory, links) -> {
        assertThat(links.byFileName()).isNotEmpty();
        links.byFileName().forEach((name, link) -> found.add(directory + name + " " + link));
      });
      assertThat(found).containsExactlyInAnyOrderElementsOf(
          manifest.files()
              .entrySet()
              .stream()
              .filter(file -> file.getValue().isLink())
              .map(file -> file.getKey() + " " + file.getValue().link())
              .toList());
    });
  }

  private static <T extends JsonWritable> void assertSurvives(
      T document, Function<JsonInput, T> read) {
    byte[] text = JsonOutput.bytes(document);
    T again = JsonInput.read(text, read);
    assertThat(again).isEqualTo(document);
    assertThat(JsonOutput.bytes(again)).isEqualTo(text);
  }
}
