export { nameTensors, takeTensors } from './namedTensors.ts';
export {
  readSafetensors,
  type SafetensorsContent,
  type StoredDtype,
  type StoredTensor,
  writeSafetensors,
} from './safetensors.ts';
