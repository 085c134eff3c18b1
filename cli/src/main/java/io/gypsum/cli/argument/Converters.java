package io.gypsum.cli.argument;

import java.util.function.Function;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.metadata.index.IndexClass;
import io.gypsum.metadata.index.IndexScope;
import io.gypsum.store.StoreAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How picocli gets at the values: what breaks a value's rules is wrong usage. */
public final class Converters {
  private Converters() {}

  public static final class ToPlace implements ITypeConverter<Place> {
    @Override
    public Place convert(String text) {
      return converted(text, Place::parse);
    }
  }

  public static final class ToFilePlace implements ITypeConverter<FilePlace> {
    @Override
    public FilePlace convert(String text) {
      return converted(text, FilePlace::parse);
    }
  }

  public static final class ToProject implements ITypeConverter<ProjectName> {
    @Override
    public ProjectName convert(String text) {
      return converted(text, ProjectName::new);
    }
  }

  public static final class ToAsset implements ITypeConverter<ProjectAsset> {
    @Override
    public ProjectAsset convert(String text) {
      return converted(text, ToAsset::parse);
    }

    private static ProjectAsset parse(String text) {
      if (Place.parse(text) instanceof Place.OfAsset(var asset)) {
        return asset;
      }
      throw GypsumException.invalid(
          "'" + Printable.value(text) + "' does not name an asset: expected project/asset");
    }
  }

  public static final class ToVersion implements ITypeConverter<AssetVersion> {
    @Override
    public AssetVersion convert(String text) {
      return converted(text, AssetVersion::parse);
    }
  }

  public static final class ToBytes implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return converted(text, ByteCount::parse);
    }
  }

  public static final class ToUploader implements ITypeConverter<Uploader> {
    @Override
    public Uploader convert(String text) {
      return converted(text, UploaderText::parse);
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

  private static <T> T converted(String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (GypsumException e) {
      throw new TypeConversionException(e.reason());
    }
  }
}
