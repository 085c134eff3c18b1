package io.gypsum.server.page.citation;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.AssetVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CitationTest {
  private static final String METADATA = """
      {"title": "Atlas of the mouse brain", "description": "Counts of 3,005 cells of the cortex.",
       "taxonomy_id": ["10090"], "genome": ["GRCm38"], "maintainer_name": "Aaron T. Lun",
       "sources": [{"provider": "DOI", "id": "10.1126/science.aaa1934"},
                   {"provider": "GEO", "id": "GSE60361"}, {"provider": "other", "id": "x"}],
       "license": "https://creativecommons.org/licenses/by/4.0/"}""";
  private static final String HOSTILE =
      "</script><!-- \\ {x} } { $a_b^c~d& 100% # \"q\" @misc{x, and ,\u202e\u0007";
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 30);

  private static DatasetMetadata metadata(String json) {
    return DatasetMetadata.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static Dataset dataset(DatasetMetadata metadata) {
    return new Dataset(
        AssetVersion.of("scRNAseq", "zeisel-brain", "v2"), "alice",
        Instant.parse("2024-12-31T23:59:59Z"), metadata,
        new Dataset.Addresses(
            "gypsum", "https://example.org/", "https://example.org/browse/scRNAseq/zeisel-brain/v2",
            "https://example.org/archive/scRNAseq/zeisel-brain/v2.zip"));
  }

  private static Citation citation(DatasetMetadata metadata) {
    return new Citation(dataset(metadata), TODAY);
  }

  @Test
  void aVersionWithoutMetadataIsCitedByItsNameAndUser() {
    assertThat(citation(DatasetMetadata.NONE).text())
        .isEqualTo(
            "alice (2024). scRNAseq/zeisel-brain (version v2) [Data set]. gypsum."
                + " https://example.org/browse/scRNAseq/zeisel-brain/v2 (accessed 2026-11-30)");
    assertThat(citation(DatasetMetadata.NONE).bibTex()).isEqualTo("""
        @misc{scrnaseq_zeisel_brain_v2,
          author = {{alice}},
          title = {{scRNAseq/zeisel-brain}},
          year = {2024},
          version = {{v2}},
          publisher = {{gypsum}},
          url = {https://example.org/browse/scRNAseq/zeisel-brain/v2},
          urldate = {2026-11-30}
        }
        """);
  }

  @Test
  void metadataOfBioconductorProvidesTitleMaintainerAndSources() {
    assertThat(citation(metadata(METADATA)).text())
        .isEqualTo(
            "Lun, Aaron T. (2024). Atlas of the mouse brain (version v2) [Data set]. gypsum."
                + " https://example.org/browse/scRNAseq/zeisel-brain/v2 (accessed 2026-11-30)."
                + " Based on https://doi.org/10.1126/science.aaa1934,"
                + " https://www.ncbi.nlm.nih.gov/geo/query/acc.cgi?acc=GSE60361");
    assertThat(citation(metadata(METADATA)).bibTex())
        .contains("author = {Lun, Aaron T.}")
        .contains(
            "note = {Based on https://doi.org/10.1126/science.aaa1934,"
                + " https://www.ncbi.nlm.nih.gov/geo/query/acc.cgi?acc=GSE60361}")
        .doesNotContain("doi = ");
  }

  @Test
  void cslJsonHasTheFormOfItsSchema() {
    assertThat(citation(metadata(METADATA)).cslJson())
        .isEqualTo(
            "[{\"id\":\"https://example.org/browse/scRNAseq/zeisel-brain/v2\",\"type\":\"dataset\","
                + "\"title\":\"Atlas of the mouse brain\","
                + "\"author\":[{\"family\":\"Lun\",\"given\":\"Aaron T.\"}],"
                + "\"issued\":{\"date-parts\":[[2024,12,31]]},"
                + "\"accessed\":{\"date-parts\":[[2026,11,30]]},"
                + "\"version\":\"v2\",\"publisher\":\"gypsum\","
                + "\"URL\":\"https://example.org/browse/scRNAseq/zeisel-brain/v2\","
                + "\"note\":\"Based on https://doi.org/10.1126/science.aaa1934,"
                + " https://www.ncbi.nlm.nih.gov/geo/query/acc.cgi?acc=GSE60361\"}]\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.5281/zenodo.123", "doi:10.5281/zenodo.123",
          "https://doi.org/10.5281/zenodo.123",
          "HTTP://dx.doi.org/10.5281/zenodo.123", " DOI: 10.5281/zenodo.123 "})
  void theDoiOfTheDataSetIsCited(String doi) {
    Citation citation = citation(metadata("{\"doi\": \"" + doi + "\"}"));
    assertThat(citation.text()).contains(". https://doi.org/10.5281/zenodo.123. https://example");
    assertThat(citation.bibTex()).contains("  doi = {10.5281/zenodo.123},\n");
    assertThat(citation.cslJson()).contains("\"DOI\":\"10.5281/zenodo.123\"");
    assertThat(JsonLd.of(citation.dataset()))
        .contains("\"identifier\":\"https://doi.org/10.5281/zenodo.123\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock = """
          {"authors": ["Ada Lovelace", "Hopper, Grace"]}              | Ada Lovelace; Hopper, Grace
          {"authors": [{"given": "Ada", "family": "Lovelace"}]}       | Lovelace, Ada
          {"author": {"name": "The ENCODE Consortium"}}               | The ENCODE Consortium
          {"creator": "Ada Lovelace", "maintainer_name": "Bob B"}     | Ada Lovelace
          {"authors": [], "maintainer_name": "Grace Brewster Hopper"} | Hopper, Grace Brewster
          {"authors": [1, null, {"x": 1}, [], "", "  Ada\\n L "]}     | Ada L
          {"authors": 7}                                              | alice
          {"maintainer_name": ["x"]}                                  | alice
          ["a"]                                                       | alice
          {"authors": ["Ada"]                                         | alice
          """)
  void authorsAreReadInAllUsualForms(String json, String authors) {
    assertThat(citation(metadata(json)).text()).startsWith(authors + " (2024)");
  }

  @Test
  void moreThanTenAuthorsAreAbbreviatedInTextsOnly() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      names.add("\"Author " + i + "\"");
    }
    Citation citation = citation(metadata("{\"authors\": [" + String.join(",", names) + "]}"));
    assertThat(citation.text()).contains("Author 9; et al. (2024)").doesNotContain("Author 10");
    assertThat(citation.bibTex()).contains("{Author 9} and {Author 10}");
  }

  @Test
  void hostileNamesDoNotEndBibTexFields() {
    DatasetMetadata metadata =
        new DatasetMetadata(
            HOSTILE, HOSTILE,
            List.of(
                Author.literal(HOSTILE), Author.person(HOSTILE, "x and y"),
                Author.person("a", "b, c")),
            null, List.of(), null);
    Map<String, String> fields = fields(citation(metadata).bibTex());
    assertThat(fields.keySet())
        .containsExactly("author", "title", "year", "version", "publisher", "url", "urldate");
    assertThat(fields.get("title"))
        .isEqualTo(
            "{</script><!-- \\textbackslash{} \\textbraceleft{}x\\textbraceright{}"
                + " \\textbraceright{} \\textbraceleft{} \\$a\\_b\\textasciicircum{}c"
                + "\\textasciitilde{}d\\& 100\\% \\# \"q\" @misc\\textbraceleft{}x, and ,"
                + "\\textbackslash{}u202e\\textbackslash{}u0007}");
    assertThat(fields.get("author")).contains(" and {x and y}, ").endsWith(" and {b, c}, a");
  }

  /** Parses an entry as BibTeX does: a value ends at the brace that balances its first one. */
  private static Map<String, String> fields(String entry) {
    Map<String, String> fields = new LinkedHashMap<>();
    int at = entry.indexOf(',');
    while (entry.charAt(at) == ',') {
      int equals = entry.indexOf(" = {", at);
      String name = entry.substring(at + 1, equals).strip();
      int depth = 1;
      int end = equals + 4;
      while (depth > 0) {
        depth += entry.charAt(end) == '{' ? 1 : entry.charAt(end) == '}' ? -1 : 0;
        end++;
      }
      fields.put(name, entry.substring(equals + 4, end - 1));
      at = end;
    }
    assertThat(entry.substring(at)).isEqualTo("\n}\n");
    return fields;
  }

  @Test
  void hostileNamesStayTextInJson() {
    Dataset dataset =
        dataset(
            new DatasetMetadata(
                HOSTILE, null, List.of(Author.literal(HOSTILE)), null, List.of(), HOSTILE));
    String csl = new Citation(dataset, TODAY).cslJson();
    JsonInput.read(csl.getBytes(StandardCharsets.UTF_8), in -> in.array(JsonInput::copy));
    String jsonLd = JsonLd.of(dataset);
    assertThat(jsonLd).doesNotContain("<").contains("\\u003c/script>");
    assertThat(properties(jsonLd)).containsEntry("license", HOSTILE);
  }

  private static Map<String, String> properties(String json) {
    Map<String, String> texts = new LinkedHashMap<>();
    JsonInput.read(json.getBytes(StandardCharsets.UTF_8), in -> {
      in.forEachProperty(name -> {
        String copy = in.copy();
        texts.put(
            name, copy.startsWith("\"") ? JsonInput.readCopy(copy, "", JsonInput::string) : copy);
      });
      return null;
    });
    return texts;
  }

  @Test
  void jsonLdDescribesADataset() {
    assertThat(properties(JsonLd.of(dataset(metadata(METADATA)))))
        .containsEntry("@context", "https://schema.org/")
        .containsEntry("@type", "Dataset")
        .containsEntry("name", "Atlas of the mouse brain")
        .containsEntry("url", "https://example.org/browse/scRNAseq/zeisel-brain/v2")
        .containsEntry("identifier", "https://example.org/browse/scRNAseq/zeisel-brain/v2")
        .containsEntry("version", "v2")
        .containsEntry("dateModified", "2024-12-31T23:59:59.000Z")
        .containsEntry("license", "https://creativecommons.org/licenses/by/4.0/")
        .containsEntry(
            "creator",
            "[{\"@type\":\"Person\",\"name\":\"Aaron T. Lun\",\"givenName\":\"Aaron T.\",\"familyName\":\"Lun\"}]")
        .containsEntry(
            "distribution",
            "[{\"@type\":\"DataDownload\",\"encodingFormat\":\"application/zip\","
                + "\"contentUrl\":\"https://example.org/archive/scRNAseq/zeisel-brain/v2.zip\"}]");
  }

  @Test
  void aShortDescriptionIsCompleted() {
    assertThat(properties(JsonLd.of(dataset(metadata("{\"description\": \"Counts.\"}")))))
        .containsEntry(
            "description",
            "Counts. Version v2 of the asset zeisel-brain in the project scRNAseq, published by gypsum.");
  }

  @Test
  void textsOfMetadataAreBoundedLines() {
    DatasetMetadata metadata =
        metadata(
            "{\"title\": \"" + "🧬".repeat(1_000) + "\", \"description\": \"a\\n\\n b\","
                + " \"authors\": [" + "\"x\",".repeat(1_000) + "\"y\"],"
                + " \"sources\": {\"provider\": \"URL\", \"id\": \"javascript:alert(1)\"}}");
    assertThat(metadata.title()).isEqualTo("🧬".repeat(150));
    assertThat(metadata.description()).isEqualTo("a b");
    assertThat(metadata.authors()).hasSize(100);
    assertThat(metadata.sources()).isEmpty();
  }

  @Test
  void keysOfBibTexAreShortAndInAscii() {
    assertThat(new BibTex("É/" + "x".repeat(100)).toString())
        .startsWith("@misc{e_" + "x".repeat(58) + "\n");
    assertThat(new BibTex("日本").toString()).startsWith("@misc{dataset\n");
  }

  @Test
  void longDescriptionsAndManySourcesAreCut() {
    StringBuilder sources = new StringBuilder();
    for (int i = 0; i <= 100; i++) {
      sources.append(i == 0 ? "" : ",")
          .append("{\"provider\": \"URL\", \"id\": \"https://x.org/" + i + "\"}");
    }
    DatasetMetadata metadata =
        metadata(
            "{\"description\": \"" + "x".repeat(5_001) + "\", \"sources\": [" + sources + "]}");
    assertThat(metadata.description()).hasSize(5_000);
    assertThat(metadata.sources()).hasSize(100).endsWith("https://x.org/99");
  }

  @Test
  void theFirstThousandItemsOfAListAreRead() {
    for (String list : List.of("authors", "sources")) {
      String item =
          list.equals("authors") ? "\"Ada\"" : "{\"provider\": \"URL\", \"id\": \"https://x.org\"}";
      String others = "7,".repeat(999);
      assertThat(items(metadata("{\"" + list + "\": [" + others + item + "]}"))).isEqualTo(1);
      assertThat(items(metadata("{\"" + list + "\": [7," + others + item + "]}"))).isZero();
    }
  }

  private static int items(DatasetMetadata metadata) {
    return metadata.authors().size() + metadata.sources().size();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock = """
          DOI          | 10.1/x                     | -
          DOI          | 10.1038/s41586-020-2649-2  | https://doi.org/10.1038/s41586-020-2649-2
          URL          | https://example.org/a?b=c  | https://example.org/a?b=c
          URL          | https://example.org/"x     | -
          PubMed       | 32939066                   | https://pubmed.ncbi.nlm.nih.gov/32939066
          SRA          | SRP012345                  | https://www.ncbi.nlm.nih.gov/sra/SRP012345
          ArrayExpress | E-MTAB-5061                | https://www.ebi.ac.uk/biostudies/arrayexpress/studies/E-MTAB-5061
          GitHub       | LTLA/scRNAseq              | https://github.com/LTLA/scRNAseq
          GitHub       | ../../x                    | -
          GEO          | GSE1&x=y                   | -
          """)
  void sourcesBecomeAddressesOfTheirProviders(String provider, String id, String url) {
    String json =
        "{\"sources\": [{\"provider\": \"" + provider + "\", \"id\": \"" + id.replace("\"", "\\\"")
            + "\"}]}";
    assertThat(metadata(json).sources()).isEqualTo(url == null ? List.of() : List.of(url));
  }
}
