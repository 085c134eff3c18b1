package io.gypsum.core.document;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever is written is read again as it was. */
@Domain(Generated.class)
class RoundTripProperties {
  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void permissionsSurvive(@ForAll Permissions permissions) {
    assertSurvives(permissions, Permissions::read);
  }

  @Property(tries = 200)
  void quotasSurvive(@ForAll Quota quota) {
    assertSurvives(quota, Quota::read);
  }

  @Property(tries = 200)
  void usagesSurvive(@ForAll Usage usage) {
    assertSurvives(usage, Usage::read);
  }

  @Property(tries = 200)
  void latestsSurvive(@ForAll Latest latest) {
    assertSurvives(latest, Latest::read);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void summariesSurvive(@ForAll Summary summary) {
    assertSurvives(summary, Summary::read);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void manifestsSurviveInTheirOrder(@ForAll Manifest manifest) {
    assertSurvives(manifest, Manifest::read);
    Manifest again = JsonInput.read(JsonOutput.bytes(manifest), Manifest::read);
    assertThat(again.files()).containsExactlyEntriesOf(manifest.files());
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void linksSurvive(@ForAll Links links) {
    assertSurvives(links, Links::read);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void changesSurvive(@ForAll ChangeLogEntry change) {
    assertSurvives(change, ChangeLogEntry::read);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void stepsSurvive(@ForAll Step step) {
    assertSurvives(step, Step::read);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void locksSurvive(@ForAll Lock lock) {
    assertSurvives(lock, Lock::read);
  }

  @Property(tries = 200)
  void checksumsSurviveInAllTheirForms(@ForAll Md5 md5) {
    assertThat(md5.toString()).matches("[0-9a-f]{32}");
    assertThat(Md5.parse(md5.toString())).isEqualTo(md5);
    assertThat(Md5.of(md5.bytes())).isEqualTo(md5);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void theLinksDocumentsHoldEveryLinkOnceAndNothingElse(@ForAll Manifest manifest) {
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
  }

  private static <T extends JsonWritable> void assertSurvives(
      T document, Function<JsonInput, T> read) {
    byte[] text = JsonOutput.bytes(document);
    T again = JsonInput.read(text, read);
    assertThat(again).isEqualTo(document);
    assertThat(JsonOutput.bytes(again)).isEqualTo(text);
  }
}
