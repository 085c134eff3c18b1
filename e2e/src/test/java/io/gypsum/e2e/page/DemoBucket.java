package io.gypsum.e2e.page;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;

import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestUpload;
import io.gypsum.e2e.harness.Users;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Content for the web pages: a typical project, an empty one, and one whose names and files attack the pages. */
final class DemoBucket {
  static final String PROJECT = "brain-atlas";
  static final String ASSET = "mouse-cortex";
  static final String EMPTY = "empty-project";
  /** Markup, quotes and a bidi override in names. */
  static final String HOSTILE = "<img src=x onerror=alert(1)>\"'&amp;\u202Etxt";
  static final String LONG = "very-long-name-".repeat(14).substring(0, 200);
  static final String SCRIPT = "<script>document.title='attacked'</script>";

  private final TestServer server;

  private DemoBucket(TestServer server) {
    this.server = server;
  }

  static void fillTypical(TestServer server) {
    DemoBucket bucket = new DemoBucket(server);
    bucket.typical();
    bucket.more();
  }

  static void fillExtreme(TestServer server) {
    new DemoBucket(server).extreme();
  }

  private void create(String project) {
    server.as(Users.ADMIN)
        .post(
            TestHttpClient.path("create", project),
            Json.of(
                "{'permissions':{'owners':['olga'],'uploaders':[{'id':'tina','trusted':true},"
                    + "{'id':'ulf'},{'id':'lab','asset':'human-cortex'}]},"
                    + "'quota':{'baseline':100000000000,'growth_rate':20000000000,'year':2024}}"))
        .ok();
  }

  private void typical() {
    create(PROJECT);
    create(EMPTY);
    version("v1", "gene,cell_1,cell_2\n", 60).publish();
    version("v2", "gene,cell_1,cell_2\n", 120).file("raw/run2/reads.fastq.gz", gzip("@r1\nACGT\n"))
        .publish();
    version("v3", "gene\tcell\n", 120).file("notes.txt", "Corrected labels.\n")
        .onProbation()
        .publish();
  }

  private TestUpload version(String version, String header, int rows) {
    StringBuilder counts = new StringBuilder(header);
    for (int i = 0; i < rows; i++) {
      counts.append("Gene").append(i).append(',').append(i * 7 % 113).append(',').append(i / 3.0);
      counts.append('\n');
    }
    return server.upload(PROJECT, ASSET, version)
        .file("README.md", README)
        .file("_bioconductor.json", metadata("Single-cell atlas of the mouse brain", "mouse"))
        .file("counts.csv", counts.toString())
        .file("cells.tsv", "cell\ttype\ncell_1\tneuron\ncell_2\tastrocyte\n")
        .file("figures/umap.png", picture())
        .file(
            "figures/layers.svg",
            "<svg xmlns='http://www.w3.org/2000/svg' width='120' height='60'>"
                + "<rect width='120' height='60' fill='teal'/></svg>")
        .file("scripts/analyse.R", "library(scRNAseq)\nx <- fetchDataset('mouse')\nprint(x)\n")
        .file("settings.json", "{\"layers\": [{\"name\": \"L1\", \"cells\": 12}], \"ok\": true}")
        .file("raw/run1/log.txt.gz", gzip("started\nfinished\n"))
        .file("raw/run1/matrix.bin", new byte[] {0, 1, 2, (byte) 0xff, 'H', 'i', 0, 7})
        .file("report.html", "<h1>Report</h1>" + SCRIPT)
        .dedup("raw/run1/genes.txt", "Gene1\nGene2\nGene3\n".repeat(200));
  }

  /** Further projects, so that lists have several rows. */
  private void more() {
    String[] names = {"heart-cells", "liver-reference", "retina-2023"};
    for (String name : names) {
      create(name);
      server.upload(name, "counts", "1.0.0")
          .file("_bioconductor.json", metadata("Reference of " + name, "human"))
          .file("counts.csv", "a,b\n1,2\n")
          .publish();
    }
  }

  private void extreme() {
    create(HOSTILE);
    create(LONG);
    server.upload(HOSTILE, HOSTILE, HOSTILE)
        .file(
            "README.md",
            "# Hi " + SCRIPT + "\n[x](javascript:alert(1)) ![y](http://other.example/y.png)")
        .file("_bioconductor.json", metadata(SCRIPT + "\u202E", "<b>rat</b>"))
        .file(HOSTILE + "/100% a+b #?.txt", SCRIPT)
        .file("x.html", SCRIPT)
        .file(
            "x.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>" + SCRIPT
                + "</svg>")
        .file("x.csv", "\"=cmd()\",<b>,\u202E\n" + SCRIPT + ",\"a\nb\",\n1,2,3,4,5\n")
        .file("x.json", "{\"" + SCRIPT + "\": [[[[[[]]]]]], \"__proto__\": 1e999}")
        .publish();
    server.upload(LONG, LONG, LONG)
        .file(LONG + "/" + LONG + ".txt", "x".repeat(5_000))
        .file("README.md", "W".repeat(500))
        .publish();
  }

  private static String metadata(String title, String species) {
    return """
        {"title": %s, "description": "Counts of cells and their types, in three layers.",
         "genome": ["GRCm39"], "species": [%s], "taxonomy_id": ["10090"],
         "maintainer_name": "Olga Ivanova", "maintainer_email": "olga@example.org",
         "sources": [{"provider": "DOI", "id": "10.5281/zenodo.1234567"}],
         "bioconductor_version": "3.20", "applications": {"takane": {"type": "table"}}}
        """.formatted(quoted(title), quoted(species));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\\\"") + '"';
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] picture() {
    BufferedImage image = new BufferedImage(480, 320, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, 480, 320);
    for (int i = 0; i < 400; i++) {
      graphics.setColor(Color.getHSBColor(i % 5 / 5f, 0.6f, 0.8f));
      double angle = i * 2.4;
      graphics.fillOval(
          (int) (90 + i % 5 * 75 + Math.cos(angle) * (i % 37)),
          (int) (160 + i % 3 * 30 + Math.sin(angle) * (i % 61)), 6, 6);
    }
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static final String README =
      """
          # Mouse cortex

          Single-cell **counts** of the mouse brain. Start with [the counts](counts.csv).

          ![UMAP](figures/umap.png)

          | file | content |
          | --- | --- |
          | `counts.csv` | counts by gene and cell |
          | `cells.tsv` | types of cells |

          ```r
          counts <- read.csv("counts.csv")
          ```
          """;
}
