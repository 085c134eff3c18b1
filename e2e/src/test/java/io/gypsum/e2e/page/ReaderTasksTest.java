package io.gypsum.e2e.page;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.gypsum.e2e.harness.Eventually;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import io.gypsum.e2e.page.Chromium.Tab;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What readers come for, by clicks from the start address, each within a few clicks. */
@Timeout(120)
class ReaderTasksTest {
  @TempDir static Path temp;

  private static TestServer server;
  private static Chromium chromium;

  private final List<String> clicks = new ArrayList<>();
  private VisitorTabs tabs;
  private Page page;

  @BeforeAll
  static void start() throws IOException {
    server = TestServer
        .start(Users.newData(temp), "--index", "_bioconductor.json", "--index-interval", "1s");
    DemoBucket.fillTypical(server);
    Eventually.await(
        "the index",
        () -> server.anonymous().get("/search?q=mouse+brain").text().contains(DemoBucket.ASSET));
    chromium = Chromium.start();
  }

  @AfterAll
  static void stop() {
    chromium.close();
    server.close();
  }

  @BeforeEach
  void open() {
    tabs = new VisitorTabs(chromium, server.process().url(), AxeScan.options());
    Tab tab = tabs.of(null);
    page = tab.page();
    tab.navigate("/");
  }

  @AfterEach
  void close() {
    tabs.close();
  }

  @Test
  void findADataSetAboutMouseBrain() {
    search("mouse brain");
    click(link("Single-cell atlas of the mouse brain"));

    see("Counts of cells and their types");
    assertThat(clicks).hasSize(1);
  }

  @Test
  void downloadOneFolder() throws IOException {
    openLatest();
    Locator zip = link("Download folder raw as ZIP");
    Download download = page.waitForDownload(() -> click(zip));

    assertThat(download.suggestedFilename()).endsWith(".zip").contains("raw");
    try (ZipFile archive = new ZipFile(download.path().toFile())) {
      assertThat(archive.stream()).extracting(entry -> entry.getName())
          .isNotEmpty()
          .allSatisfy(name -> assertThat(name).contains("raw/"));
    }
    assertThat(clicks).hasSize(2);
  }

  @Test
  void seeWhatChangedBetweenTwoVersions() {
    openLatest();
    click(link("What changed since v1"));

    see("Changes from v1 to v2", "counts.csv", "raw/run2/reads.fastq.gz");
    assertThat(clicks).hasSize(2);
  }

  @Test
  void citeAVersion() {
    openLatest();
    click(link("Cite"));

    assertThat(page.locator("pre.citation").first().innerText())
        .contains("Ivanova", "Single-cell atlas of the mouse brain", "v2");
    assertThat(page.locator("pre.citation").first().isVisible()).isTrue();
    assertThat(clicks).hasSize(2);
  }

  @Test
  void findTheCurlCommandForOneFile() {
    openLatest();
    click(link("counts.csv"));
    click(link("Use it in R, Python, curl …"));
    click(page.locator("summary").filter(new Locator.FilterOptions().setHasText("curl")));

    assertThat(page.locator("details[open] pre").last().innerText()).startsWith("curl ")
        .contains("/data/brain-atlas/mouse-cortex/v2/counts.csv");
    assertThat(clicks).hasSize(4);
  }

  /** Opens the latest version as most readers do: from the latest changes of the home page. */
  private void openLatest() {
    click(link("brain-atlas/mouse-cortex/v2"));
  }

  private void search(String words) {
    page.getByRole(AriaRole.SEARCHBOX).first().fill(words);
    page.keyboard().press("Enter");
    see("1 document");
  }

  private Locator link(String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true))
        .first();
  }

  private void click(Locator element) {
    clicks.add(element.toString());
    element.click();
  }

  private void see(String... texts) {
    for (String text : texts) {
      page.locator("main").getByText(text).first().waitFor();
    }
  }
}
