package io.gypsum.core.document;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** The methods of documents, apart from reading and writing. */
class DocumentRulesTest {
  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
  private static final Instant FINISH = Instant.parse("2024-01-02T00:00:00Z");

  @ParameterizedTest
  @CsvSource(nullValues = "-", value = {
      "-,-,false,false", "-,false,false,false", "-,true,false,true",
      "2024-01-02T00:00:00Z,-,true,false",
      "2024-01-02T00:00:00Z,false,true,false", "2024-01-02T00:00:00Z,true,true,true"})
  void aVersionIsPublishedWhenFinishedAndNotOnProbation(
      Instant finish, Boolean probation, boolean finished, boolean onProbation) {
    Summary summary = new Summary("ann", START, finish, probation);
    assertThat(summary.isFinished()).isEqualTo(finished);
    assertThat(summary.isOnProbation()).isEqualTo(onProbation);
    assertThat(summary.isPublished()).isEqualTo(finished && !onProbation);
  }

  @Test
  void aFinishedVersionContainsProbationOnlyIfItIsTrue() {
    Summary running = new Summary("ann", START, null, false);
    assertThat(running.finishedAt(FINISH)).isEqualTo(new Summary("ann", START, FINISH, null));
    Summary untrusted = new Summary("ann", START, null, true);
    assertThat(untrusted.finishedAt(FINISH)).isEqualTo(new Summary("ann", START, FINISH, true));
    assertThat(untrusted.finishedAt(FINISH).approved())
        .isEqualTo(new Summary("ann", START, FINISH, null));
  }

  @ParameterizedTest
  @CsvSource({
      "0,0,0,0", "5,3,8,2", "5,5,10,0", "5,6,11,0", "0,9223372036854775807,9223372036854775807,0",
      "9223372036854775807,1,9223372036854775807,9223372036854775806",
      "9223372036854775807,9223372036854775807,9223372036854775807,0"})
  void usageStaysWithinItsBounds(long total, long bytes, long plus, long minus) {
    assertThat(new Usage(total).plus(bytes)).isEqualTo(new Usage(plus));
    assertThat(new Usage(total).minus(bytes)).isEqualTo(new Usage(minus));
  }

  @Test
  void aUsageBelowZeroIsReadAsZero() {
    assertThat(read("{\"total\":-5}", Usage::read)).isEqualTo(new Usage(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"total\":12}", "{\"total\":12.0}", "{\"total\":1.2e1}", "{\"total\":120E-1}"})
  void aUsageIsReadFromANumberInAnyForm(String text) {
    assertThat(read(text, Usage::read)).isEqualTo(new Usage(12));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
      "{'baseline':1.9,'growth_rate':2.5e0,'year':2.024e3} | {'baseline':1.9,'growth_rate':2.5,'year':2024}",
      "{'baseline':9223372036854775807.0,'growth_rate':1e-9,'year':0} "
          + "| {'baseline':9223372036854775807,'growth_rate':0.000000001,'year':0}",
      "{'baseline':1e12,'growth_rate':10.50,'year':1} | {'baseline':1000000000000,'growth_rate':10.5,'year':1}"})
  void fractionsOfAByteOfAQuotaAreKept(String text, String written) {
    String json = text.replace('\'', '"');
    Quota stored = read(json, Quota::read);
    assertThat(JsonOutput.text(stored)).isEqualTo(written.replace('\'', '"'));
    assertThat(read(json, QuotaChange::read).applyTo(new Quota(0, 0, 0))).isEqualTo(stored);
  }

  @Test
  void aQuotaChangeReplacesOnlyGivenValues() {
    Quota old = new Quota(1, 2, 3);
    assertThat(QuotaChange.NONE.applyTo(old)).isEqualTo(old);
    assertThat(read("{}", QuotaChange::read)).isEqualTo(QuotaChange.NONE);
    assertThat(read("{\"baseline\":9}", QuotaChange::read).applyTo(old))
        .isEqualTo(new Quota(9, 2, 3));
    assertThat(read("{\"growth_rate\":9}", QuotaChange::read).applyTo(old))
        .isEqualTo(new Quota(1, 9, 3));
    assertThat(read("{\"year\":9,\"x\":null}", QuotaChange::read).applyTo(old))
        .isEqualTo(new Quota(1, 2, 9));
    assertThat(new QuotaChange(9L, null, null).applyTo(old)).isEqualTo(new Quota(9, 2, 3));
  }

  @Test
  void aPermissionsChangeReplacesOnlyGivenValues() {
    Permissions old =
        new Permissions(List.of("ann"), List.of(new Uploader("bob", null, null, null, null)));
    assertThat(PermissionsChange.NONE.applyTo(old)).isEqualTo(old);
    assertThat(read("{}", PermissionsChange::read)).isEqualTo(PermissionsChange.NONE);
    assertThat(read("{\"owners\":[]}", PermissionsChange::read).applyTo(old))
        .isEqualTo(new Permissions(List.of(), old.uploaders()));
    assertThat(read("{\"uploaders\":[]}", PermissionsChange::read).applyTo(old))
        .isEqualTo(new Permissions(List.of("ann"), List.of()));
  }

  @Test
  void permissionsKeepOrderAndDuplicates() {
    Permissions permissions =
        read("{\"owners\":[\"b\",\"a\",\"b\"]}", Permissions::read);
    assertThat(permissions.owners()).containsExactly("b", "a", "b").isUnmodifiable();
    assertThat(permissions.uploaders()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0123456789abcdeffedcba9876543210", "0123456789ABCDEFFEDCBA9876543210",
      "0123456789aBcDeFFEDCBA9876543210"})
  void aChecksumIsReadInEitherCase(String hex) {
    assertThat(Md5.parse(hex)).isEqualTo(Documents.MD5);
    assertThat(Md5.parse(hex)).hasToString("0123456789abcdeffedcba9876543210");
    assertThat(Md5.parse(hex).base64()).isEqualTo("ASNFZ4mrze/+3LqYdlQyEA==");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "0", "0123456789abcdeffedcba987654321", "0123456789abcdeffedcba98765432100",
      "g123456789abcdeffedcba9876543210",
      "0123456789abcdeffedcba987654321g", "+123456789abcdeffedcba9876543210",
      "0x23456789abcdeffedcba9876543210",
      "０123456789abcdeffedcba9876543210", " 123456789abcdeffedcba9876543210", "😀"})
  void anInvalidChecksumIsRefused(String hex) {
    assertThatExceptionOfType(GypsumException.class).isThrownBy(() -> Md5.parse(hex))
        .withMessage("'" + hex + "' is not an MD5 checksum: expected 32 hex digits")
        .satisfies(e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 15, 17})
  void aDigestOfAnotherLengthIsRefused(int length) {
    assertThatIllegalArgumentException().isThrownBy(() -> Md5.of(new byte[length]));
  }

  @Test
  void theSourceOfALinkIsItsAncestor() {
    assertThat(new Link(Documents.TARGET, null).source()).isEqualTo(Documents.TARGET);
    assertThat(new Link(Documents.TARGET, Documents.ANCESTOR).source())
        .isEqualTo(Documents.ANCESTOR);
    assertThat(Documents.TARGET.key()).hasToString("p0/a0/v0/d/x.txt");
  }

  @Test
  void anAddressIsReadWithoutItsAncestor() {
    assertThat(
        read(
            "{\"project\":\"p0\",\"asset\":\"a0\",\"version\":\"v0\",\"path\":\"d/x.txt\",\"ancestor\":1}",
            Link::readAddress))
        .isEqualTo(Documents.TARGET);
  }

  @Test
  void linksDocumentsAreGroupedByDirectory() {
    Link link = new Link(Documents.TARGET, null);
    Map<UserPath, ManifestEntry> files = new LinkedHashMap<>();
    for (String path : List.of("z", "a", "d/x", "d/e/y", "f/e/y")) {
      files.put(new UserPath(path), new ManifestEntry(1, Documents.MD5, link));
    }
    files.put(new UserPath("g/own"), new ManifestEntry(1, Documents.MD5, null));
    Map<String, Links> byDirectory = new Manifest(files).linksByDirectory();
    assertThat(byDirectory).containsOnlyKeys("", "d/", "d/e/", "f/e/");
    assertThat(byDirectory.get("").byFileName()).containsOnlyKeys("z", "a");
    assertThat(byDirectory.get("d/").byFileName()).containsOnlyKeys("x");
  }

  @Test
  void ownBytesDoNotIncludeLinks() {
    Map<UserPath, ManifestEntry> files = new LinkedHashMap<>();
    assertThat(new Manifest(files).ownBytes()).isZero();
    files.put(new UserPath("a"), new ManifestEntry(3, Documents.MD5, null));
    files.put(
        new UserPath("b"), new ManifestEntry(5, Documents.MD5, new Link(Documents.TARGET, null)));
    assertThat(new Manifest(files).ownBytes()).isEqualTo(3);
    files.put(new UserPath("c"), new ManifestEntry(Long.MAX_VALUE, Documents.MD5, null));
    assertThat(new Manifest(files).ownBytes()).isEqualTo(Long.MAX_VALUE);
  }

  private static <T> T read(String text, Function<JsonInput, T> document) {
    return JsonInput.read(text.getBytes(StandardCharsets.UTF_8), document);
  }
}
