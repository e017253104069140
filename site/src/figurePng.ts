import { svgFile } from 'limpet/plot';

/** Pixels of the picture for each of the figure. */
const scale = 2;

/** A figure as a PNG file with twice its pixels, in light colours on white whatever the page looks like. */
export async function figurePng(figure: SVGSVGElement): Promise<Blob> {
  const { width, height } = figure.viewBox.baseVal;
  const large = figure.cloneNode(true) as SVGSVGElement;
  large.setAttribute('width', `${scale * width}`);
  large.setAttribute('height', `${scale * height}`);
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svgFile(large, { dark: false }))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = scale * width;
  canvas.height = scale * height;
  canvas.getContext('2d')?.drawImage(image, 0, 0);
  const file = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (file === null) throw new Error('This browser could not make a picture of the figure: save it as SVG.');
  return file;
}
