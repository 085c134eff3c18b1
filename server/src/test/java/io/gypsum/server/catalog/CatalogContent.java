package io.gypsum.server.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Everything that a catalogue answers, as texts that can be compared. */
public final class CatalogContent {
  private CatalogContent() {}

  public static List<String> of(Catalog catalog) {
    List<String> answers = new ArrayList<>();
    answers.add(catalog.totals().toString());
    for (ProjectRow project : catalog.projects(0, Catalog.MAX_ROWS)) {
      answers.add(project.toString());
      answers.add("probational " + catalog.probational(project.name(), 100));
      answers.add("changes " + catalog.latestChanges(project.name(), 100));
      answers.add("uploads " + catalog.uploads(project.name()));
      for (AssetRow asset : catalog.assets(project.name(), 0, Catalog.MAX_ROWS)) {
        answers.add(asset.toString());
        catalog.versions(asset.asset(), 0, 100).forEach(row -> answers.add(row.toString()));
      }
    }
    answers.add("assets " + catalog.assets(AssetQuery.ALL, 0, Catalog.MAX_ROWS));
    answers.add("uploads " + catalog.uploads());
    answers.add("probational " + catalog.probational(100));
    answers.add("all probational " + catalog.probational(ProjectSelection.ALL, 0, 100));
    for (String user : List.of("admin", "owner", "x")) {
      answers.add(
          user + " owns " + catalog.probational(new ProjectSelection(Set.of(user)), 0, 100)
              + ", uploaded " + catalog.versionsBy(user, 100));
    }
    return answers;
  }
}
