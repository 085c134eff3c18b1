package io.gypsum.metadata.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import io.gypsum.metadata.index.Source.PublishedVersion;
import io.gypsum.metadata.index.Source.Reference;
import io.gypsum.metadata.index.Source.UnreadableException;
import org.jspecify.annotations.Nullable;

/** A place to look into, or what was found in one. */
sealed interface Step {
  /** How many times {@link #look} leads from the whole bucket to what was found, everywhere. */
  int DEPTH = 4;

  /** What is there, in order. Something found is itself. */
  List<Step> look(Source source);

  /** What looking makes of it, roughly, in bytes. */
  default long weightBytes() {
    return 0;
  }

  record Known(IndexItem found) implements Step {
    @Override
    public List<Step> look(Source source) {
      return List.of(this);
    }
  }

  record Project(ProjectName name) implements Step {
    @Override
    public List<Step> look(Source source) {
      try {
        return source.assets(name).stream().<Step>map(asset -> new Asset(asset, null)).toList();
      } catch (UnreadableException e) {
        return unreadable(IndexScope.of(name), e);
      }
    }
  }

  /** @param only the version of interest, or null for all */
  record Asset(ProjectAsset name, @Nullable VersionName only) implements Step {
    @Override
    public List<Step> look(Source source) {
      try {
        VersionName latest = source.latest(name);
        List<Step> steps = new ArrayList<>();
        steps.add(new Known(new IndexItem.LatestItem(name, latest)));
        if (only == null) {
          source.versions(name)
              .forEach(
                  version -> steps.add(new Version(version, version.version().equals(latest))));
        } else {
          steps.add(
              new Version(
                  new AssetVersion(name.project(), name.asset(), only), only.equals(latest)));
        }
        return steps;
      } catch (UnreadableException e) {
        return unreadable(new IndexScope(name.project(), name.asset(), only), e);
      }
    }
  }

  record Version(AssetVersion name, boolean latest) implements Step {
    @Override
    public List<Step> look(Source source) {
      try {
        Optional<PublishedVersion> found = source.version(name);
        if (found.isEmpty()) {
          return List.of();
        }
        PublishedVersion version = found.get();
        List<Step> steps = new ArrayList<>();
        steps.add(
            new Known(new IndexItem.VersionItem(name, latest, version.user(), version.finished())));
        version.documents().forEach(document -> steps.add(new Document(document)));
        return steps;
      } catch (UnreadableException e) {
        return unreadable(IndexScope.of(name), e);
      }
    }
  }

  record Document(Reference reference) implements Step {
    @Override
    public List<Step> look(Source source) {
      AssetVersion version = reference.version();
      try {
        MetadataDocument content = source.document(reference);
        return List.of(
            new Known(
                new IndexItem.DocumentItem(version, reference.path(), reference.kind(), content)));
      } catch (UnreadableException e) {
        return List.of(
            new Known(
                new IndexItem.UnreadableItem(
                    IndexScope.of(version), false, reference.kind(), e.problem())));
      }
    }

    /** With its tokens. */
    @Override
    public long weightBytes() {
      return 4 * Math.min(reference.sizeBytes(), Source.MAX_DOCUMENT_BYTES);
    }
  }

  private static List<Step> unreadable(IndexScope scope, UnreadableException e) {
    return List.of(new Known(new IndexItem.UnreadableItem(scope, true, null, e.problem())));
  }
}
