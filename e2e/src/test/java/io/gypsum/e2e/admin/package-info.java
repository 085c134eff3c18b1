/**
 * The administrator's guide, followed word by word: {@link io.gypsum.e2e.admin.Guide} reads its pages,
 * {@link io.gypsum.e2e.admin.Sandbox} stands for the machines, {@link io.gypsum.e2e.admin.GuideRun} does what is written.
 */
package io.gypsum.e2e.admin;
