package io.gypsum.client.http;

/** When a failed request may be sent again. */
public enum Repeat {
  /** Whenever it may help: asking twice comes to the same as asking once. */
  ALWAYS,
  /** Only when it surely was not carried out: asking twice would be refused, or do it twice. */
  IF_NOT_DONE
}
