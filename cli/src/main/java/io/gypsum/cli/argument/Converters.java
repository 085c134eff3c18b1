package io.gypsum.cli.argument;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.PathPatterns;
import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.Quantity;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.metadata.index.IndexClass;
import io.gypsum.metadata.index.IndexScope;
import io.gypsum.store.StoreAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converters for picocli. An invalid value is reported as a usage error with the parser's reason. */
public final class Converters {
  private Converters() {}

  public static final class ToResourceName implements ITypeConverter<ResourceName> {
    @Override
    public ResourceName convert(String text) {
      return converted(text, ResourceName::parse);
    }
  }

  public static final class ToListTarget implements ITypeConverter<ListTarget> {
    @Override
    public ListTarget convert(String text) {
      return converted(text, ListTarget::parse);
    }
  }

  public static final class ToFileReference implements ITypeConverter<FileReference> {
    @Override
    public FileReference convert(String text) {
      return converted(text, FileReference::parse);
    }
  }

  public static final class ToProject implements ITypeConverter<ProjectName> {
    @Override
    public ProjectName convert(String text) {
      return converted(text, ResourceName::parseProject);
    }
  }

  public static final class ToAsset implements ITypeConverter<ProjectAsset> {
    @Override
    public ProjectAsset convert(String text) {
      return converted(text, ResourceName::parseAsset);
    }
  }

  public static final class ToVersion implements ITypeConverter<AssetVersion> {
    @Override
    public AssetVersion convert(String text) {
      return converted(text, ResourceName::parseVersion);
    }
  }

  public static final class ToDiffTarget implements ITypeConverter<DiffTarget> {
    @Override
    public DiffTarget convert(String text) {
      return converted(text, DiffTarget::parse);
    }
  }

  public static final class ToBytes implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return converted(text, Quantity::parseSize);
    }
  }

  /** A duration that is not negative. */
  public static final class ToDuration implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      Duration duration = converted(text, Quantity::parseDuration);
      if (duration.isNegative()) {
        throw new TypeConversionException(
            "'" + Printable.value(text) + "' is negative: expected a duration such as 30s or 10m");
      }
      return duration;
    }
  }

  public static final class ToUploader implements ITypeConverter<Uploader> {
    @Override
    public Uploader convert(String text) {
      return converted(
          text,
          uploader -> ArgumentParsers.parseUploader(uploader, InstantSource.system().instant()));
    }
  }

  public static final class ToStoreAddress implements ITypeConverter<StoreAddress> {
    @Override
    public StoreAddress convert(String text) {
      return converted(text, StoreAddress::parse);
    }
  }

  public static final class ToIndexClass implements ITypeConverter<IndexClass> {
    @Override
    public IndexClass convert(String text) {
      return converted(text, IndexClass::parse);
    }
  }

  public static final class ToIndexScope implements ITypeConverter<IndexScope> {
    @Override
    public IndexScope convert(String text) {
      return converted(text, IndexScope::parse);
    }
  }

  /**
   * Returns the patterns of a repeatable option. Converts all of them together, since their order matters.
   *
   * @throws UsageException if one of them is malformed
   */
  public static PathPatterns patterns(String option, List<String> patterns) {
    try {
      return PathPatterns.of(patterns);
    } catch (GypsumException e) {
      throw new UsageException(option + ": " + e.reason(), e);
    }
  }

  private static <T> T converted(String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (GypsumException e) {
      throw new TypeConversionException(e.reason());
    }
  }
}
