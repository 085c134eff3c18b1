package io.gypsum.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.name.AssetVersion;

/**
 * Requests each page of a large bucket again and again over an open connection, and measures the time until the first byte, after
 * the server has answered the same requests for a while.
 */
final class PageLatencies implements BenchmarkScenario {
  private static final int HEAP_MEGABYTES = 256;
  /** The heap, code, and the pages of the databases that SQLite caches. */
  private static final int MAX_MEGABYTES = 512;
  private static final double MAX_MEDIAN_MILLIS = 100;
  private static final double MAX_P99_MILLIS = 300;
  /** Assets of each of the eight generated projects, about 10,000 documents. */
  private static final int GENERATED_ASSETS = 264;

  /** @param status the status of the response */
  private record MeasuredPage(String what, String address, int status) {
    MeasuredPage(String what, String address) {
      this(what, address, 200);
    }
  }

  @Override
  public String name() {
    return "pages of a large bucket";
  }

  @Override
  public void run(BenchDirectory bench, BenchmarkPlan plan, Report report) throws IOException {
    PageLoad load = plan.pages();
    GeneratedRegistry registry =
        GeneratedRegistry.create(bench, "registry-pages", GENERATED_ASSETS);
    BrowsedBucket.addTo(registry.directory(), load);
    ServerSetup setup = ServerSetup.create(bench, "pages")
        .with("--store", "file:" + registry.directory(), "--index", "_bioconductor.json");
    try (GypsumServerProcess gypsum = setup.serve("-Xmx" + HEAP_MEGABYTES + "m");
        TimedApi api = setup.api(gypsum)) {
      api.await("/index/modified");
      api.await("/feed");
      for (MeasuredPage page : pages(load, registry)) {
        measure(api, page, load, report);
      }
      report.figure(
          "peak resident memory at -Xmx%dm".formatted(HEAP_MEGABYTES),
          gypsum.usage().peakMegabytes(), "MB", new Bound.AtMost(MAX_MEGABYTES, "MB"));
    }
  }

  private static List<MeasuredPage> pages(PageLoad load, GeneratedRegistry registry) {
    String versions = "/browse/" + BrowsedBucket.MANY_VERSIONS;
    String files = "/browse/" + BrowsedBucket.NEW;
    String many = "%,d".formatted(load.versions());
    AssetVersion middle = BrowsedBucket.middle(load);
    String documents = " in %,d documents".formatted(registry.documents());
    List<MeasuredPage> pages = new ArrayList<>();
    pages.add(new MeasuredPage("home, %,d projects".formatted(load.projects()), "/"));
    pages.add(
        new MeasuredPage(
            "project with " + many + " assets", "/browse/" + BrowsedBucket.MANY_ASSETS));
    pages.add(new MeasuredPage("asset with " + many + " versions", versions));
    pages.add(
        new MeasuredPage(
            "… its last page of versions", versions + "?page=" + load.versions() / 100));
    pages.add(new MeasuredPage("… one version of it", "/browse/" + middle));
    pages.add(new MeasuredPage("… a version that does not exist", versions + "/none", 404));
    pages.add(new MeasuredPage("version with %,d files".formatted(load.files()), files));
    pages.add(
        new MeasuredPage("… a folder of it", files + "/part-%04d".formatted(load.files() / 200)));
    pages.add(
        new MeasuredPage("… a file of it", files + "/part-0001/sample-000100.txt"));
    addPreviews(load, pages);
    pages.add(
        new MeasuredPage(
            "comparison of two versions with %,d files, all changed".formatted(load.files()),
            "/compare/" + BrowsedBucket.NEW.projectAsset() + "/v1/v2"));
    pages.add(
        new MeasuredPage(
            "form to compare " + many + " versions", "/compare/" + BrowsedBucket.MANY_VERSIONS));
    pages.add(new MeasuredPage("search for two words" + documents, "/find?q=mouse+brain"));
    pages.add(new MeasuredPage("search for a prefix" + documents, "/find?q=neur*"));
    pages.add(new MeasuredPage("catalogue", "/catalog"));
    pages.add(
        new MeasuredPage(
            "… filtered, by size", "/catalog?filter=data&order=bytes&descending=true"));
    pages.add(new MeasuredPage("… as CSV", "/catalog?format=csv"));
    pages.add(new MeasuredPage("… as JSON", "/catalog?format=json"));
    pages.add(new MeasuredPage("API", "/api"));
    pages.add(new MeasuredPage("feed", "/feed"));
    pages.add(
        new MeasuredPage(
            "feed of a project", "/feed/" + BrowsedBucket.MANY_VERSIONS.project()));
    pages.add(new MeasuredPage("sitemap", "/sitemap.xml"));
    pages.add(new MeasuredPage("robots.txt", "/robots.txt"));
    return pages;
  }

  private static void addPreviews(PageLoad load, List<MeasuredPage> pages) {
    String version = "/browse/" + BrowsedBucket.PREVIEWED;
    pages.add(
        new MeasuredPage(
            "version with a README of %d KB".formatted(PreviewedFiles.MARKDOWN_BYTES / 1000),
            version));
    pages.add(new MeasuredPage("… Markdown", version + "/" + PreviewedFiles.MARKDOWN));
    pages.add(
        new MeasuredPage(
            "… CSV of %d MB".formatted(load.csvBytes() / 1_000_000),
            version + "/" + PreviewedFiles.CSV));
    pages.add(
        new MeasuredPage("… compressed CSV", version + "/" + PreviewedFiles.COMPRESSED_CSV));
    pages.add(new MeasuredPage("… JSON", version + "/" + PreviewedFiles.JSON));
    pages.add(new MeasuredPage("… text", version + "/" + PreviewedFiles.TEXT));
    pages.add(new MeasuredPage("… bytes", version + "/" + PreviewedFiles.BINARY));
  }

  /** A page that cannot be measured does not end the measurement of the others. */
  private static void measure(TimedApi api, MeasuredPage page, PageLoad load, Report report) {
    try {
      for (int i = 0; i < load.warmUps(); i++) {
        api.secondsToFirstByte(page.address(), page.status());
      }
      List<Double> millis = new ArrayList<>();
      for (int i = 0; i < load.requests(); i++) {
        millis.add(api.secondsToFirstByte(page.address(), page.status()) * 1e3);
      }
      report.latency(
          page.what(), millis, new Bound.AtMost(MAX_MEDIAN_MILLIS, "ms"),
          new Bound.AtMost(MAX_P99_MILLIS, "ms"));
    } catch (IOException e) {
      report.failure(page.what(), e);
    }
  }
}
