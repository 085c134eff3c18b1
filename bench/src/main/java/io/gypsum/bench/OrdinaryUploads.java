package io.gypsum.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Starting and completing uploads of 5,000 files, and of a next version that has them all already. */
final class OrdinaryUploads implements Scenario {
  @Override
  public String name() {
    return "uploads of many files";
  }

  @Override
  public void run(Workplace workplace, Plan plan, Report report) throws IOException {
    Site site = Site.make(workplace, "uploads");
    List<TestFiles.Declared> files = TestFiles.small(plan.files());
    List<Double> starts = new ArrayList<>();
    List<Double> completes = new ArrayList<>();
    List<Double> dedups = new ArrayList<>();
    List<Double> links = new ArrayList<>();
    try (Gypsum gypsum = site.serve(""); Api api = site.api(gypsum)) {
      for (int i = 0; i < plan.warmUps() + plan.uploads(); i++) {
        String project = "project-" + i;
        api.create(project);
        Api.Session first = api.start(project + "/asset/v1", "simple", files);
        TestFiles.place(site.file(project + "/asset/v1"), plan.files());
        double complete = api.complete(first).seconds();
        Api.Session second = api.start(project + "/asset/v2", "dedup", files);
        double link = api.complete(second).seconds();
        if (i >= plan.warmUps()) {
          starts.add(first.seconds() * 1e3);
          completes.add(complete * 1e3);
          dedups.add(second.seconds() * 1e3);
          links.add(link * 1e3);
        }
      }
    }
    String size = "%,d files".formatted(plan.files());
    report.figure(
        "`upload/start`, " + size, Rounds.median(starts), "ms", new Bound.AtMost(60, "ms"));
    report.figure(
        "`upload/complete`, " + size, Rounds.median(completes), "ms", new Bound.AtMost(150, "ms"));
    report.figure(
        "`upload/start`, " + size + ", all become links", Rounds.median(dedups), "ms",
        new Bound.AtMost(60, "ms"));
    report.figure(
        "`upload/complete`, " + size + ", all links", Rounds.median(links), "ms",
        new Bound.AtMost(150, "ms"));
  }
}
