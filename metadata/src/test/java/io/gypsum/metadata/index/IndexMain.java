package io.gypsum.metadata.index;

import java.nio.file.Path;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.store.Store;
import io.gypsum.store.disk.DiskStore;

/** A run in a process of its own, which prints a line for each event. Arguments: {@code REGISTRY INDEX fresh|SCOPE}. */
final class IndexMain {
  private IndexMain() {}

  public static void main(String[] args) {
    try (Store store = DiskStore.open(Path.of(args[0]))) {
      MetadataIndexer indexer =
          new MetadataIndexer(
              store, Path.of(args[1]), List.of(TestIndex.BIOCONDUCTOR),
              IndexOptions.DEFAULTS.withListener(new PrintingListener()));
      if (args[2].equals("fresh")) {
        indexer.fresh();
      } else {
        indexer.reset(IndexScope.parse(args[2]));
      }
      System.out.println("done");
    } catch (GypsumException e) {
      System.out.println("failed: " + e.reason());
      System.exit(1);
    }
  }

  private static final class PrintingListener implements IndexListener {
    @Override
    public void onPhase(Phase phase) {
      System.out.println(phase);
    }

    @Override
    public void onDocument(long documents) {
      System.out.println(documents);
    }
  }
}
