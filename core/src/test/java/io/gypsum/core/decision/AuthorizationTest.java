package io.gypsum.core.decision;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.property.Generator;
import io.gypsum.core.property.Generators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static io.gypsum.core.property.ForAll.forAll;
import static io.gypsum.core.property.Generators.longs;
import static org.assertj.core.api.Assertions.assertThat;

class AuthorizationTest {
  private static final OffsetDateTime NOW = OffsetDateTime.parse("2024-05-06T07:08:09.010+02:00");
  private static final Instant INSTANT = NOW.toInstant();
  private static final AssetVersion UPLOAD = AssetVersion.of("p", "a", "v");
  private static final User ANN = new User("ann", Set.of("lab", "club"), false);
  private static final Authorization NO_ADMINISTRATORS = new Authorization(Set.of());

  @ParameterizedTest
  @CsvSource({
      "ann,true", "lab,true", "club,true", "bob,false", "ANN,false", "Lab,false", "'',false",
      "'ann ',false", "an,false"})
  void anIdMatchesTheLoginOrAnOrganizationExactly(String id, boolean is) {
    assertThat(ANN.is(id)).isEqualTo(is);
    assertThat(ANN.isAnyOf(List.of("x", id))).isEqualTo(is);
    assertThat(new Authorization(Set.of("x", id)).isAdministrator(ANN)).isEqualTo(is);
    assertThat(NO_ADMINISTRATORS.mayManage(ANN, owners("x", id))).isEqualTo(is);
    assertThat(right(entry(id, null, null, null, null)) != UploadRight.NONE).isEqualTo(is);
    assertThat(Authorization.isUploader(ANN, uploaders(entry(id, "other", null, null, null))))
        .isEqualTo(is);
  }

  @Test
  void aUserHasNoRightsByDefault() {
    assertThat(NO_ADMINISTRATORS.isAdministrator(ANN)).isFalse();
    assertThat(NO_ADMINISTRATORS.mayManage(ANN, Permissions.NONE)).isFalse();
    assertThat(NO_ADMINISTRATORS.uploadRight(ANN, Permissions.NONE, UPLOAD, INSTANT))
        .isEqualTo(UploadRight.NONE);
    assertThat(Authorization.isUploader(ANN, Permissions.NONE)).isFalse();
  }

  @Test
  void anAdministratorOfTheProviderIsAnAdministrator() {
    User root = new User("root", Set.of(), true);
    assertThat(NO_ADMINISTRATORS.isAdministrator(root)).isTrue();
    assertThat(NO_ADMINISTRATORS.mayManage(root, Permissions.NONE)).isTrue();
  }

  @Test
  void ownersAndAdministratorsAreTrusted() {
    Uploader untrusted = entry("ann", null, null, null, false);
    assertThat(
        new Authorization(Set.of("club"))
            .uploadRight(ANN, uploaders(untrusted), UPLOAD, INSTANT))
        .isEqualTo(UploadRight.TRUSTED);
    assertThat(
        NO_ADMINISTRATORS.uploadRight(
            ANN, new Permissions(List.of("lab"), List.of(untrusted)), UPLOAD, INSTANT))
        .isEqualTo(UploadRight.TRUSTED);
  }

  static Stream<Arguments> entries() {
    return Stream.of(
        Arguments.of(entry("ann", null, null, null, null), UploadRight.UNTRUSTED),
        Arguments.of(entry("ann", null, null, null, false), UploadRight.UNTRUSTED),
        Arguments.of(entry("ann", null, null, null, true), UploadRight.TRUSTED),
        Arguments.of(entry("lab", null, null, null, true), UploadRight.TRUSTED),
        Arguments.of(entry("bob", null, null, null, true), UploadRight.NONE),
        Arguments.of(entry("ann", "a", null, null, true), UploadRight.TRUSTED),
        Arguments.of(entry("ann", "b", null, null, true), UploadRight.NONE),
        Arguments.of(entry("ann", "A", null, null, true), UploadRight.NONE),
        Arguments.of(entry("ann", "", null, null, true), UploadRight.NONE),
        Arguments.of(entry("ann", "p/a", null, null, true), UploadRight.NONE),
        Arguments.of(entry("ann", null, "v", null, true), UploadRight.TRUSTED),
        Arguments.of(entry("ann", null, "w", null, true), UploadRight.NONE),
        Arguments.of(entry("ann", "a", "v", null, true), UploadRight.TRUSTED),
        Arguments.of(entry("ann", "a", "w", null, true), UploadRight.NONE),
        Arguments.of(entry("ann", "b", "v", null, true), UploadRight.NONE),
        Arguments.of(entry("ann", null, null, NOW, true), UploadRight.TRUSTED),
        Arguments.of(entry("ann", null, null, NOW.plusNanos(1), true), UploadRight.TRUSTED),
        Arguments.of(entry("ann", null, null, NOW.minusNanos(1), true), UploadRight.NONE),
        // The same moment elsewhere.
        Arguments.of(
            entry("ann", null, null, OffsetDateTime.parse("2024-05-05T21:08:09.010-08:00"), true),
            UploadRight.TRUSTED),
        Arguments.of(
            entry("ann", null, null, OffsetDateTime.parse("2024-05-06T07:08:09.010+03:00"), true),
            UploadRight.NONE),
        Arguments.of(entry("ann", "a", "v", NOW, false), UploadRight.UNTRUSTED),
        Arguments.of(entry("ann", "a", "v", NOW.minusYears(1), true), UploadRight.NONE));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void anEntryAppliesToWhatItNames(Uploader entry, UploadRight expected) {
    assertThat(right(entry)).isEqualTo(expected);
  }

  @Test
  void anApplicableEntryGrantsARightAtAnyPosition() {
    Uploader past = entry("ann", null, null, NOW.minusDays(1), true);
    Uploader elsewhere = entry("ann", "b", null, null, true);
    Uploader untrusted = entry("lab", "a", null, null, null);
    Uploader trusted = entry("club", null, "v", NOW, true);
    assertThat(right(past, elsewhere)).isEqualTo(UploadRight.NONE);
    assertThat(right(past, untrusted, elsewhere)).isEqualTo(UploadRight.UNTRUSTED);
    assertThat(right(untrusted, past, trusted, elsewhere)).isEqualTo(UploadRight.TRUSTED);
    assertThat(right(trusted, untrusted)).isEqualTo(UploadRight.TRUSTED);
  }

  @Test
  void aUserWithoutOrganizationsMatchesOnlyTheLogin() {
    User alone = new User("ann", Set.of(), false);
    assertThat(alone.is("lab")).isFalse();
    assertThat(alone.is("ann")).isTrue();
  }

  private static Generator<List<Uploader>> anyEntries() {
    Generator<String> ids = Generators.of("ann", "lab", "bob");
    Generator<String> assets = Generators.of("a", "b").orNull(0.4);
    Generator<String> versions = Generators.of("v", "w").orNull(0.4);
    Generator<OffsetDateTime> ends =
        Generators.of(NOW, NOW.minusNanos(1), NOW.plusYears(1)).orNull(0.3);
    Generator<Boolean> trust = Generators.booleans().orNull(0.3);
    Generator<Uploader> entries =
        random -> new Uploader(
            ids.next(random), assets.next(random), versions.next(random), ends.next(random),
            trust.next(random));
    return entries.list(0, 6);
  }

  @Test
  void theRightIsTheBestOfAllEntries() {
    forAll(anyEntries(), entries -> {
      UploadRight best =
          entries.stream()
              .map(AuthorizationTest::right)
              .max(UploadRight::compareTo)
              .orElse(UploadRight.NONE);
      assertThat(right(entries.toArray(Uploader[]::new))).isEqualTo(best);
    });
  }

  @Test
  void theOrderOfEntriesDoesNotMatter() {
    forAll(anyEntries(), longs(), (entries, seed) -> {
      List<Uploader> shuffled = new ArrayList<>(entries);
      Collections.shuffle(shuffled, new Random(seed));
      assertThat(right(shuffled.toArray(Uploader[]::new)))
          .isEqualTo(right(entries.toArray(Uploader[]::new)));
    });
  }

  private static UploadRight right(Uploader... entries) {
    return NO_ADMINISTRATORS.uploadRight(ANN, uploaders(entries), UPLOAD, INSTANT);
  }

  private static Permissions owners(String... owners) {
    return new Permissions(List.of(owners), List.of());
  }

  private static Permissions uploaders(Uploader... entries) {
    return new Permissions(List.of(), List.of(entries));
  }

  private static Uploader entry(
      String id, String asset, String version, OffsetDateTime until, Boolean trusted) {
    return new Uploader(id, asset, version, until, trusted);
  }
}
