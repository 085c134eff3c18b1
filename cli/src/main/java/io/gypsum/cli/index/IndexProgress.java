package io.gypsum.cli.index;

import io.gypsum.cli.terminal.StatusLine;
import io.gypsum.metadata.index.IndexListener;

/** Shows how far an index has got. */
final class IndexProgress implements IndexListener {
  private final StatusLine line;

  IndexProgress(StatusLine line) {
    this.line = line;
  }

  @Override
  public void onPhase(Phase phase) {
    switch (phase) {
      case READING -> line.show("reading…");
      case SORTING -> line.show("sorting…");
      case INDEXING -> line.show("indexing…");
      case PUBLISHING -> line.close();
    }
  }

  @Override
  public void onDocument(long documents) {
    line.showNowAndThen(() -> "reading… " + documents + " documents");
  }
}
